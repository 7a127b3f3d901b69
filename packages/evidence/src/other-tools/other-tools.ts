import type { Linkage } from '@statix/contract';

/**
 * Why other tools may say something else of a file that is linked so. In glibc's `ldd`, "not a dynamic
 * executable" is for a file without a dynamic section and for whatever its loader cannot read, and
 * "statically linked" for one with a dynamic section that asks for nothing, a program or a library
 * (elf/ldd.bash.in and elf/rtld.c). Versions of `file` that did not know static-pie took a dynamic section for
 * dynamic linking (tonistiigi/xx#26).
 */
const LINES: Readonly<Record<Linkage, string>> = {
  'static-pie':
    'glibc’s ldd says "statically linked" here, musl’s prints a loader, and older versions of the command file say "dynamically linked": a static-pie has a dynamic section, which asks for nothing',
  static:
    'ldd says "not a dynamic executable" here, and says it too of a file that it cannot read; the command file says "statically linked"',
  dynamic:
    'ldd asks a loader of the machine that it runs on and not the one that the file names, so it may fail or show other libraries; what counts is what the file asks for',
  'shared-library':
    'ldd says "statically linked" of a library that asks for nothing; that does not make it a program',
  unknown:
    'ldd and the command file see what a packer has put in front, and may call that static; what is behind it they do not see',
};

/** One line for a person, without a full stop. */
export function otherTools(linkage: Linkage): string {
  return LINES[linkage];
}

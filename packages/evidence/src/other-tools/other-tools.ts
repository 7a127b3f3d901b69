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
    'other tools: glibc’s `ldd` says "statically linked" here, musl’s prints a loader, and an old `file` says "dynamically linked": a static-pie has a dynamic section, and it asks for nothing',
  static:
    'other tools: `ldd` says "not a dynamic executable" here, and says it too of a file that it cannot read; `file` says "statically linked"',
  dynamic:
    'other tools: `ldd` cannot read a program for a loader that this machine lacks, and then says "not a dynamic executable"; what counts is that the file asks for a loader or a library',
  'shared-library':
    'other tools: `ldd` says "statically linked" of a library that asks for nothing; that does not make it a program',
  unknown:
    'other tools: `file` and `ldd` see what a packer has put in front, and may call that static; what is behind it they do not see',
};

/** One line for a person. */
export function otherTools(linkage: Linkage): string {
  return LINES[linkage];
}

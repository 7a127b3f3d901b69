import type { Finding, Severity } from '@statix/contract';
import { normaliseFlags } from './normalise-flags.js';

/** A flag for rustc that spoils a static build, or has no place in one. */
export interface FlagProblem {
  readonly flag: string;
  readonly severity: Severity;
  readonly code: string;
  readonly what: string;
  readonly why: string;
  readonly remedies: Finding['remedies'];
}

interface FlagRule extends Omit<FlagProblem, 'flag' | 'remedies'> {
  /** Of the normalised flag: `-Ctarget-cpu=native`. */
  readonly pattern: RegExp;
  readonly remedy: string;
}

/** What threads made by C get in the image unless a flag says less: its linker wrapper asks for it. */
const DEFAULT_STACK_BYTES = 2 * 1024 * 1024;

const rules: readonly FlagRule[] = [
  {
    pattern: /^-Ctarget-feature=(?:.*,)?-crt-static\b/,
    severity: 'warning',
    code: 'dynamic-libc',
    what: 'asks for a dynamic libc',
    why: 'build-static turns crt-static on again after it, so its binary is static; whatever else builds with this flag makes one that is not.',
    remedy: 'Remove it, or put it into a [target] table of another target.',
  },
  {
    pattern: /^-Ctarget-cpu=native\b/,
    severity: 'warning',
    code: 'cpu-of-build-machine',
    what: 'compiles for the processor of whichever machine builds',
    why: 'The program ends with SIGILL on an older processor, and two machines build two different binaries under one hash.',
    remedy: 'Name a level that all machines have: -C target-cpu=x86-64-v2 or -v3.',
  },
  {
    // Cargo gives rustc its own -C linker after these, and the image's wrapper says --ld-path.
    pattern: /^-C(?:linker=|link-args?=.*-fuse-ld=)/,
    severity: 'note',
    code: 'linker-flag-not-used',
    what: 'asks for a linker that is not used',
    why: 'The image links everything with lld, through a wrapper that Cargo names after this flag.',
    remedy: 'It can stay, for other builds.',
  },
  {
    pattern: /^-Cprefer-dynamic\b(?!=(?:n|no|off|false))/,
    severity: 'note',
    code: 'prefers-dynamic',
    what: 'asks for the shared standard library, which has no effect',
    why: 'There is none for a static musl target, and rustc takes the static one.',
    remedy: 'It can stay, for other builds.',
  },
  {
    pattern: /^-Z/,
    severity: 'error',
    code: 'needs-nightly',
    what: 'is for a nightly rustc',
    why: 'The image has a stable one, which refuses -Z flags.',
    remedy: 'Remove it.',
  },
  {
    pattern: /^-Clink-self-contained=(?:n|no|off|false)\b/,
    severity: 'note',
    code: 'start-files',
    what: 'leaves the start files of musl to the linker',
    why: 'It works in the Statix image, whose wrapper knows the same files; elsewhere it may not.',
    remedy: 'It can stay.',
  },
  {
    pattern: /^-L\s*(?:native=|dependency=|all=)?(?:\/usr|\/lib|\/opt|\/home|\/Users)/,
    severity: 'warning',
    code: 'host-library-path',
    what: 'searches a folder of the host for libraries',
    why: 'What lies there is for glibc, and in the image’s container the folder holds something else.',
    remedy: 'Remove it: the image’s libraries are found without.',
  },
  {
    pattern: /^-l\s*dylib(?:[:=])/,
    severity: 'warning',
    code: 'links-shared-library',
    what: 'asks for a shared library',
    why: 'A static program takes the archive of that name, if the image has one, and else does not link.',
    remedy: 'Write -l static=<name>, or let a -sys crate find it.',
  },
  {
    pattern: /^-Clink-args?=(?:.*[ =])?-no-?pie\b/,
    severity: 'error',
    code: 'no-pie',
    what: 'asks for a program at a fixed address',
    why: "rustc links static programs with -static-pie, and the linker ends with “cannot specify 'nopie' along with 'static-pie'”.",
    remedy: 'Remove it, or put -C relocation-model=static in its place.',
  },
  {
    pattern: /^-Crpath\b/,
    severity: 'note',
    code: 'rpath',
    what: 'asks for a search path of shared libraries',
    why: 'A static program has no use for it.',
    remedy: 'It can stay.',
  },
];

/** @param flags as rustc gets them, `-C target-cpu=native` in one or two arguments */
export function flagProblems(flags: readonly string[]): FlagProblem[] {
  const normal = normaliseFlags(flags);
  const found = normal.flatMap((flag) =>
    rules
      .filter(({ pattern }) => pattern.test(flag))
      .map(({ pattern: _, remedy, ...rule }) => ({ ...rule, flag, remedies: [{ text: remedy }] })),
  );
  return [...found, ...normal.flatMap(smallStack)];
}

function smallStack(flag: string): FlagProblem[] {
  const bytes = Number(/stack-size=(0x[0-9a-f]+|\d+)/i.exec(flag)?.[1] ?? Infinity);
  if (bytes >= DEFAULT_STACK_BYTES) return [];
  return [
    {
      flag,
      severity: 'warning',
      code: 'small-stacks',
      what: 'gives threads made by C less stack than the image does',
      why: 'The image’s linker asks for 2 MiB; musl’s own default is 128 KiB, with which RocksDB, DuckDB and others overflow.',
      remedies: [{ text: 'Remove it, or ask for 2097152 and more.' }],
    },
  ];
}

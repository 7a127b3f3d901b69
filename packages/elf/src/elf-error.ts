import { StatixError } from '@statix/contract/errors';

const buildAgain = {
  text: 'Build the program again; where it came from Nx’s cache, with:',
  snippet: 'npx nx run <project>:build-static --skip-nx-cache',
};

/** The file ends before what its headers announce. */
export function truncated(name: string, what: string): StatixError {
  return new StatixError({
    code: 'STATIX_ELF_TRUNCATED',
    what: `${name} is cut off: ${what}`,
    why: 'A copy or a download that stopped early leaves such a file. Linux cannot run it.',
    remedies: [buildAgain],
  });
}

/** The file's headers contradict themselves, or ask for more than any real program needs. */
export function malformed(name: string, what: string): StatixError {
  return new StatixError({
    code: 'STATIX_ELF_MALFORMED',
    what: `${name} is no well-formed ELF file: ${what}`,
    why: 'No linker writes this: the file is damaged, or made to mislead its readers.',
    remedies: [buildAgain],
  });
}

/** The file is something else; `kind` says what. */
export function notElf(name: string, kind: string): StatixError {
  return new StatixError({
    code: 'STATIX_ELF_NOT_ELF',
    what: `${name} is not an ELF file but ${kind}`,
    remedies: ['Name the program that the linker wrote, or the folder that holds it.'],
  });
}

/** The path cannot be opened as a regular file. */
export function unreadable(name: string, why: string, cause?: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_ELF_UNREADABLE',
    what: `${name} cannot be read: ${why}`,
    remedies: ['Give the path of a regular file that you may read.'],
    cause,
  });
}

/** The file was written to while it was read, so its hash and its facts may be of two files. */
export function changedWhileRead(name: string): StatixError {
  return new StatixError({
    code: 'STATIX_ELF_CHANGED',
    what: `${name} changed while it was being read`,
    why: 'Another process wrote to it; what was read may be half of one file and half of another.',
    remedies: ['Wait for the process that writes it, then run this again.'],
  });
}

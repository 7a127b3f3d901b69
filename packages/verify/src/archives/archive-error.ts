import { StatixError, type Remedy } from '@statix/contract';

/** The archive is made to mislead or to harm whoever unpacks it, or its readers differ about what it holds. */
export function refused(name: string, why: string): StatixError {
  return new StatixError({
    code: 'STATIX_ARCHIVE_REFUSED',
    what: `${name} is not looked into: ${why}`,
    why: 'Programs that unpack it would write elsewhere, or not agree on what it holds. So nothing can be said of what users get.',
    remedies: ['Find out who made it, and have it made again by a program such as GNU tar or zip.'],
  });
}

/** It ends too early, or what it says of itself is not so. */
export function damaged(name: string, what: string, cause?: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_ARCHIVE_DAMAGED',
    what: `${name} is damaged: ${what}`,
    why: 'A copy or a download that stopped early leaves such a file.',
    remedies: ['Get it again, and compare its checksum with the one that was published.'],
    cause,
  });
}

/** It would take more than any archive of programs needs: a bomb. */
export function overLimit(name: string, what: string): StatixError {
  return new StatixError({
    code: 'STATIX_ARCHIVE_OVER_LIMIT',
    what: `${name} is not looked into any further: ${what}`,
    why: 'A small file can otherwise fill the disk of who looks into it.',
    remedies: ['If you know who made it, unpack it yourself and name the programs in it.'],
  });
}

/** It may be whole and honest, and cannot be looked into by this Node. */
export function unsupported(
  name: string,
  what: string,
  remedies: readonly (Remedy | string)[],
): StatixError {
  return new StatixError({
    code: 'STATIX_ARCHIVE_UNSUPPORTED',
    what: `${name} cannot be looked into: ${what}`,
    remedies,
  });
}

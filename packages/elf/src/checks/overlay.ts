import type { Check } from '@statix/contract';
import { hex, plural } from '../describe.js';
import type { ElfFile } from '../elf-file.js';
import { newCheck } from './new-check.js';

/** Data behind the program: an archive for the program to read, a signature, or a stowaway. */
export function overlay({
  size,
  overlay: { segmentsEnd, claimedEnd, size: extra, kind },
}: ElfFile): Check {
  const evidence = [
    `${hex(segmentsEnd)} end of the last segment`,
    `${hex(claimedEnd)} end of what section headers claim as well`,
    `${hex(size)} end of the file`,
  ];
  if (extra === 0) {
    return newCheck(
      'overlay',
      'pass',
      'Nothing is behind what segments and sections claim',
      evidence,
    );
  }
  const verb = extra === 1 ? 'is' : 'are';
  return newCheck('overlay', 'warn', `${plural(extra, 'byte')} ${verb} appended to the program`, [
    ...evidence,
    ...(kind === undefined ? [] : [`${hex(claimedEnd)} looks like ${kind}`]),
  ]);
}

import type { Check } from '@statix/contract';
import { hex, plural } from '../describe.js';
import type { ElfFile } from '../elf-file.js';
import { newCheck } from './new-check.js';

/** Data behind the program: an archive for the program to read, a signature, or a stowaway. */
export function overlay({
  size,
  overlay: { segmentsEnd, claimedEnd, size: extra },
}: ElfFile): Check {
  const evidence = [
    `${hex(segmentsEnd)} end of the last segment`,
    `${hex(claimedEnd)} end of what section headers claim as well`,
    `${hex(size)} end of the file`,
  ];
  return extra === 0
    ? newCheck('overlay', 'pass', 'Nothing is appended to the program', evidence)
    : newCheck('overlay', 'warn', `${plural(extra, 'byte')} are appended to the program`, evidence);
}

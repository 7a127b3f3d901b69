import type { Check } from '@statix/contract';
import { describeSegment } from '../describe.js';
import type { ElfFile } from '../elf-file.js';
import { PF, PT } from '../elf-names.js';
import { newCheck } from './new-check.js';

/** No memory that is mapped both writable and executable. */
export function noRwxSegment({ programHeaders }: ElfFile): Check {
  const both = PF.W | PF.X;
  const segments = programHeaders.filter(
    ({ type, flags }) => type === PT.LOAD && (flags & both) === both,
  );
  return segments.length === 0
    ? newCheck('no-rwx-segment', 'pass', 'No segment is both writable and executable')
    : newCheck(
        'no-rwx-segment',
        'fail',
        'A segment is both writable and executable',
        segments.map(describeSegment),
      );
}

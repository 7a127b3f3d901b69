import type { Check } from '@statix/contract';
import { describeEntry, quote } from '../describe.js';
import type { ElfFile } from '../elf-file.js';
import { DT } from '../elf-names.js';
import { newCheck } from './new-check.js';

/** All ways in which a file makes a loader bring in another (glibc elf/dl-load.c, dl-deps.c). */
const TAGS: readonly bigint[] = [
  DT.NEEDED,
  DT.AUDIT,
  DT.DEPAUDIT,
  DT.FILTER,
  DT.AUXILIARY,
  DT.CONFIG,
];

/** No shared library is loaded with the program. */
export function noNeededLibraries({ dynamic }: ElfFile): Check {
  const entries = dynamic?.entries.filter(({ tag }) => TAGS.includes(tag)) ?? [];
  if (entries.length === 0) {
    return newCheck('no-needed-libraries', 'pass', 'No shared library is asked for', [
      dynamic === undefined
        ? 'no PT_DYNAMIC'
        : `none of ${dynamic.entries.length} dynamic entries names a library`,
    ]);
  }
  const names = entries.map(({ text }) => quote(text ?? '?')).join(', ');
  return newCheck(
    'no-needed-libraries',
    'fail',
    `The program needs shared libraries: ${names}`,
    entries.map(describeEntry),
  );
}

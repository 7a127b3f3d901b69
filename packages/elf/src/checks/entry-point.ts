import type { Check } from '@statix/contract';
import { describeSegment, hex } from '../describe.js';
import type { ElfFile } from '../elf-file.js';
import { PF } from '../elf-names.js';
import { entrySegment } from '../entry-segment.js';
import { newCheck } from './new-check.js';

/** e_entry: where Linux starts the program, in code that the program cannot overwrite. */
export function entryPoint(elf: ElfFile): Check {
  const entry = `0x18 e_entry ${hex(elf.header.entry)}`;
  const segment = entrySegment(elf);
  if (segment === undefined) {
    return newCheck('entry-point', 'fail', 'The entry point is in no executable segment', [
      entry,
      ...elf.programHeaders.map(describeSegment),
    ]);
  }
  const evidence = [entry, describeSegment(segment)];
  return (segment.flags & PF.W) === 0
    ? newCheck('entry-point', 'pass', 'The entry point is in executable code', evidence)
    : newCheck('entry-point', 'fail', 'The code at the entry point is writable', evidence);
}

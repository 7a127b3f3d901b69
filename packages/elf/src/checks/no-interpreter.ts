import type { Check } from '@statix/contract';
import { describeSegment, quote } from '../describe.js';
import type { ElfFile } from '../elf-file.js';
import { PT } from '../elf-names.js';
import { newCheck } from './new-check.js';

/** No PT_INTERP: Linux starts the program itself and no dynamic loader. */
export function noInterpreter(elf: ElfFile): Check {
  const segments = elf.programHeaders.filter(({ type }) => type === PT.INTERP);
  if (segments.length === 0) {
    return newCheck('no-interpreter', 'pass', 'No dynamic loader is asked for', [
      `none of ${elf.programHeaders.length} program headers is PT_INTERP`,
    ]);
  }
  const paths = elf.interpreters.map(({ text }) => quote(text)).join(', ');
  return newCheck(
    'no-interpreter',
    'fail',
    `The program needs the dynamic loader ${paths}`,
    segments.map(describeSegment),
  );
}

import type { Check } from '@statix/contract';
import { describeEntry, hex, plural } from '../describe.js';
import type { ElfFile } from '../elf-file.js';
import { DF, DT } from '../elf-names.js';
import { newCheck } from './new-check.js';

/**
 * No relocation changes read-only memory: neither by announcement (DT_TEXTREL, DF_TEXTREL) nor in
 * fact. musl's start code of a static-pie honours no announcement: such a program dies at start.
 */
export function noTextRelocations({ dynamic, relocations }: ElfFile): Check {
  const announced =
    dynamic?.entries.filter(
      ({ tag, value }) => tag === DT.TEXTREL || (tag === DT.FLAGS && (value & DF.TEXTREL) !== 0n),
    ) ?? [];
  const { count, at } = relocations.inReadOnlyMemory;
  if (announced.length === 0 && count === 0) {
    const checked = `${plural(relocations.count, 'relocation')}, all in writable memory`;
    return newCheck('no-text-relocations', 'pass', 'No relocation changes code', [checked]);
  }
  return newCheck('no-text-relocations', 'fail', 'Relocations change code or read-only data', [
    ...announced.map(describeEntry),
    ...at.map((offset) => `${hex(offset)} relocation of read-only memory`),
    ...(count > at.length ? [`${count - at.length} more`] : []),
  ]);
}

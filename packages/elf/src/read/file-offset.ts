import type { ProgramHeader } from '../elf-file.js';
import { PT } from '../elf-names.js';

/**
 * The file offset of a range of addresses, or undefined when no PT_LOAD maps all of it from the
 * file. Addresses in dynamic entries are such addresses, not offsets (gABI, Dynamic Section).
 */
export function fileOffsetOf(
  programHeaders: readonly ProgramHeader[],
  address: bigint,
  length: bigint,
): bigint | undefined {
  const holder = programHeaders.find(
    (segment) =>
      segment.type === PT.LOAD &&
      address >= segment.address &&
      address + length <= segment.address + segment.fileSize,
  );
  return holder === undefined ? undefined : holder.offset + (address - holder.address);
}

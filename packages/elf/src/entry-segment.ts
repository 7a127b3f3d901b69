import type { ElfStructure, ProgramHeader } from './elf-file.js';
import { PF, PT } from './elf-names.js';

/**
 * The executable segment that holds the entry point. Bytes beyond a segment's file size are zeros,
 * which are no program, so the entry has to lie in what comes from the file.
 */
export function entrySegment({ header, programHeaders }: ElfStructure): ProgramHeader | undefined {
  return programHeaders.find(
    ({ type, flags, address, fileSize }) =>
      type === PT.LOAD &&
      (flags & PF.X) !== 0 &&
      header.entry >= address &&
      header.entry < address + fileSize,
  );
}

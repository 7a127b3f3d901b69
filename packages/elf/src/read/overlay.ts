import type { ElfHeader, Overlay, ProgramHeader, SectionTable } from '../elf-file.js';
import { SHT } from '../elf-names.js';
import type { ByteSource } from './byte-source.js';

/** Finds bytes at the end of the file that neither segments nor sections account for. */
export function findOverlay(
  source: ByteSource,
  header: ElfHeader,
  programHeaders: readonly ProgramHeader[],
  sections: SectionTable,
): Overlay {
  const size = BigInt(source.size);
  const programHeadersEnd =
    header.programHeaderOffset + BigInt(header.programHeaderCount * header.programHeaderSize);
  const segmentsEnd = last([
    programHeadersEnd,
    ...programHeaders.map(({ offset, fileSize }) => (fileSize === 0n ? 0n : offset + fileSize)),
  ]);
  const sectionHeadersEnd =
    header.sectionHeaderOffset + BigInt(header.sectionHeaderCount * header.sectionHeaderSize);
  const claimed = sections.state === 'read' ? sections.sections : [];
  const claimedEnd = last(
    [
      segmentsEnd,
      ...(sections.state === 'read' ? [sectionHeadersEnd] : []),
      ...claimed.map((section) =>
        section.type === SHT.NOBITS ? 0n : section.offset + section.size,
      ),
    ].filter((end) => end <= size),
  );
  return {
    segmentsEnd: Number(segmentsEnd),
    claimedEnd: Number(claimedEnd),
    size: Number(size - claimedEnd),
  };
}

function last(ends: readonly bigint[]): bigint {
  return ends.reduce((highest, end) => (end > highest ? end : highest), 0n);
}

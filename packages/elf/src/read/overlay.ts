import type { ElfHeader, Overlay, ProgramHeader, SectionTable } from '../elf-file.js';
import { SHT } from '../elf-names.js';
import { describeFileKind } from '../file-kind.js';
import type { ByteSource } from './byte-source.js';

/** Of the overlay, to say what it looks like. */
const HEAD_BYTES = 256;

/** Finds bytes at the end of the file that neither segments nor sections account for. */
export async function findOverlay(
  source: ByteSource,
  header: ElfHeader,
  programHeaders: readonly ProgramHeader[],
  sections: SectionTable,
): Promise<Overlay> {
  const size = BigInt(source.size);
  const { programHeaderOffset, programHeaderCount, programHeaderSize } = header;
  // Where there are none, nobody has compared their place with the file.
  const programHeadersEnd =
    programHeaderCount === 0
      ? 0n
      : programHeaderOffset + BigInt(programHeaderCount * programHeaderSize);
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
  const start = Number(claimedEnd);
  const head = await source.read(start, Math.min(HEAD_BYTES, source.size - start));
  return {
    segmentsEnd: Number(segmentsEnd),
    claimedEnd: start,
    size: source.size - start,
    kind: head.length === 0 ? undefined : describeFileKind(head),
  };
}

function last(ends: readonly bigint[]): bigint {
  return ends.reduce((highest, end) => (end > highest ? end : highest), 0n);
}

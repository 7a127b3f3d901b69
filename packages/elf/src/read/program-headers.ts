import type { ElfHeader, ProgramHeader } from '../elf-file.js';
import { malformed, truncated } from '../elf-error.js';
import { PT, segmentTypeName } from '../elf-names.js';
import { LIMITS } from '../limits.js';
import { beyond, readRange, type ByteSource } from './byte-source.js';

/** sizeof(Elf64_Phdr). */
const ENTRY_SIZE = 56;

/**
 * Reads the program headers: all that Linux reads of a program before it maps it.
 *
 * @throws StatixError STATIX_ELF_TRUNCATED when the table or a segment lies beyond the end of the
 * file, STATIX_ELF_MALFORMED for a table that Linux refuses (fs/binfmt_elf.c, load_elf_phdrs)
 */
export async function readProgramHeaders(
  source: ByteSource,
  header: ElfHeader,
): Promise<ProgramHeader[]> {
  const count = header.programHeaderCount;
  if (count === 0) return [];
  if (header.programHeaderSize !== ENTRY_SIZE) {
    throw malformed(
      source.name,
      `a program header is ${header.programHeaderSize} bytes instead of ${ENTRY_SIZE}`,
    );
  }
  if (count * ENTRY_SIZE > LIMITS.programHeaderBytes) {
    throw malformed(source.name, `it announces ${count} program headers, more than Linux accepts`);
  }
  const length = BigInt(count * ENTRY_SIZE);
  const table = await readRange(source, header.programHeaderOffset, length, 'the program headers');
  const first = Number(header.programHeaderOffset);
  const headers = Array.from({ length: count }, (_, index) =>
    readEntry(table.subarray(index * ENTRY_SIZE), index, first + index * ENTRY_SIZE),
  );
  const loads = headers.filter(({ type }) => type === PT.LOAD).length;
  if (loads > LIMITS.loadSegments) throw malformed(source.name, `it has ${loads} PT_LOAD segments`);
  for (const segment of headers) refuseBeyondEnd(segment, source);
  return headers;
}

function readEntry(bytes: Buffer, index: number, at: number): ProgramHeader {
  return {
    index,
    at,
    type: bytes.readUInt32LE(0),
    flags: bytes.readUInt32LE(4),
    offset: bytes.readBigUInt64LE(8),
    address: bytes.readBigUInt64LE(16),
    fileSize: bytes.readBigUInt64LE(32),
    memorySize: bytes.readBigUInt64LE(40),
    alignment: bytes.readBigUInt64LE(48),
  };
}

function refuseBeyondEnd(segment: ProgramHeader, source: ByteSource): void {
  const end = segment.offset + segment.fileSize;
  if (segment.fileSize > 0n && end > BigInt(source.size)) {
    const name = `the bytes of program header ${segment.index} (${segmentTypeName(segment.type)})`;
    throw truncated(source.name, beyond(name, end, source));
  }
}

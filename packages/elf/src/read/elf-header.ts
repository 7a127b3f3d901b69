import type { ElfHeader } from '../elf-file.js';
import { notElf, truncated } from '../elf-error.js';
import { describeFileKind } from '../file-kind.js';
import { beyond, type ByteSource } from './byte-source.js';

const MAGIC = Buffer.from('\x7fELF', 'latin1');

/** sizeof(Elf64_Ehdr). */
const HEADER_SIZE = 64;

/** e_ident, e_type, e_machine: the same in 32-bit files. */
const COMMON_SIZE = 20;

/**
 * Reads the file header. Of a file that is not 64-bit little-endian only what all classes share.
 *
 * @throws StatixError STATIX_ELF_NOT_ELF, STATIX_ELF_TRUNCATED
 */
export async function readElfHeader(source: ByteSource): Promise<ElfHeader> {
  const head = await source.read(0, Math.min(source.size, 512));
  if (!head.subarray(0, MAGIC.length).equals(MAGIC))
    throw notElf(source.name, describeFileKind(head));
  if (head.length < COMMON_SIZE)
    throw truncated(source.name, beyond('the file header', 64n, source));

  const header = readCommon(head);
  if (!isElf64LittleEndian(header)) return header;
  if (head.length < HEADER_SIZE)
    throw truncated(source.name, beyond('the file header', 64n, source));
  return {
    ...header,
    entry: head.readBigUInt64LE(24),
    programHeaderOffset: head.readBigUInt64LE(32),
    sectionHeaderOffset: head.readBigUInt64LE(40),
    programHeaderSize: head.readUInt16LE(54),
    programHeaderCount: head.readUInt16LE(56),
    sectionHeaderSize: head.readUInt16LE(58),
    sectionHeaderCount: head.readUInt16LE(60),
    sectionNameIndex: head.readUInt16LE(62),
  };
}

/** Whether the rest of the file has the form that this reader reads. */
export function isElf64LittleEndian(header: ElfHeader): boolean {
  return header.bits === 64 && header.byteOrder === 'little';
}

function readCommon(head: Buffer): ElfHeader {
  const byteOrder = ({ 1: 'little', 2: 'big' } as const)[head.readUInt8(5)];
  const half = (at: number) =>
    byteOrder === 'big' ? head.readUInt16BE(at) : head.readUInt16LE(at);
  return {
    bits: ({ 1: 32, 2: 64 } as const)[head.readUInt8(4)],
    byteOrder,
    osAbi: head.readUInt8(7),
    type: half(16),
    machine: half(18),
    entry: 0n,
    programHeaderOffset: 0n,
    programHeaderSize: 0,
    programHeaderCount: 0,
    sectionHeaderOffset: 0n,
    sectionHeaderSize: 0,
    sectionHeaderCount: 0,
    sectionNameIndex: 0,
  };
}

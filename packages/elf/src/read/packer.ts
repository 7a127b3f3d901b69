import type { ElfHeader, Packer, ProgramHeader, SectionTable } from '../elf-file.js';
import { PF, PT } from '../elf-names.js';
import type { ByteSource } from './byte-source.js';
import { findCarrier } from './carriers.js';
import { densityOf } from './entropy.js';

/**
 * Of the blocks that are no padding. Compressed code with its stub is nearly all dense; of what programs and
 * libraries of a Debian machine map as code, less than a tenth is.
 */
const DENSE_SHARE = 0.75;

/**
 * More code than any loader stub without a libc of its own needs, and less than a Rust program with std
 * has: that of a static musl one that only says hello is above 200 KB.
 */
const MOST_STUB_CODE = 64 * 1024;

/**
 * Finds out whether a file is a packer's stub, whose headers say nothing of the program in it. UPX
 * leaves a mark, which anyone can overwrite, so the structure counts as well: no linker writes it,
 * and a stub cannot do without.
 */
export async function findPacker(
  source: ByteSource,
  header: ElfHeader,
  programHeaders: readonly ProgramHeader[],
  sections: SectionTable,
): Promise<Packer | undefined> {
  if (programHeaders.length === 0) return undefined;
  return (
    (await findUpxMark(source, header)) ??
    (await findCarrier(source, sections)) ??
    findSharedFileRange(programHeaders) ??
    findMemoryBelowCode(programHeaders) ??
    (await findDenseCode(source, header, programHeaders)) ??
    (await findLoaderStub(source, programHeaders)) ??
    (await findUpxBlock(source, header))
  );
}

/**
 * UPX writes its `l_info` (checksum, "UPX!", sizes) right behind the program headers, because its
 * stub finds it there at run time (upx/src/stub/src/include/linux.h).
 */
async function findUpxMark(source: ByteSource, header: ElfHeader): Promise<Packer | undefined> {
  const start = endOfProgramHeaders(header);
  const length = Math.min(64, source.size - start);
  if (length <= 0) return undefined;
  const index = (await source.read(start, length)).indexOf('UPX!', 0, 'latin1');
  return index < 0
    ? undefined
    : { name: 'UPX', offset: start + index, why: 'its mark "UPX!" follows the program headers' };
}

/** sizeof(l_info) and sizeof(p_info): what lies between the program headers and the first packed block. */
const UPX_HEADERS = 24;

/** sizeof(Elf64_Ehdr) and sizeof(Elf64_Phdr). */
const HEADER_SIZE = 64;
const PROGRAM_HEADER_SIZE = 56;

/** Linux starts no program with more than its 64 KiB of them; real ones have about ten. */
const MOST_PACKED_HEADERS = 64;

/** NRV2B, NRV2D and NRV2E in their forms, and LZMA (upx/src/conf.h); 0 is a block that is stored. */
const MOST_UPX_METHOD = 16;

/**
 * UPX's first block, at the one place where its stub reads it: the ELF header and the program headers of the
 * program in it. It holds with all marks and names overwritten, for the stub goes by its sizes.
 */
async function findUpxBlock(source: ByteSource, header: ElfHeader): Promise<Packer | undefined> {
  const start = endOfProgramHeaders(header) + UPX_HEADERS;
  if (start + 12 > source.size) return undefined;
  const block = await source.read(start, 12);
  const unpacked = block.readUInt32LE(0);
  const packed = block.readUInt32LE(4);
  const headers = (unpacked - HEADER_SIZE) / PROGRAM_HEADER_SIZE;
  const isBlock =
    Number.isInteger(headers) &&
    headers >= 1 &&
    headers <= MOST_PACKED_HEADERS &&
    packed > 0 &&
    packed <= unpacked &&
    start + 12 + packed <= source.size &&
    block.readUInt8(8) <= MOST_UPX_METHOD &&
    block.readUInt8(11) === 0;
  if (!isBlock) return undefined;
  const why = `a packed block of an ELF header and ${headers} program headers follows the program headers, where UPX’s stub reads it`;
  return { name: 'UPX', offset: start, why };
}

function endOfProgramHeaders(header: ElfHeader): number {
  return Number(header.programHeaderOffset) + header.programHeaderCount * header.programHeaderSize;
}

/**
 * The same bytes of the file, mapped as code and once more: UPX 4 and 5 reserve with the one the memory that they
 * unpack to, and run their stub in the other (fixtures/packed-static). They ask for it to be writable, and run
 * all the same where it is not: the stub maps anew what it writes to.
 */
function findSharedFileRange(programHeaders: readonly ProgramHeader[]): Packer | undefined {
  const loads = programHeaders.filter(({ type, fileSize }) => type === PT.LOAD && fileSize > 0n);
  for (const code of loads.filter(isCode)) {
    const twice = loads.find(
      (other) =>
        other.index !== code.index &&
        other.offset < code.offset + code.fileSize &&
        code.offset < other.offset + other.fileSize,
    );
    if (twice !== undefined) {
      const why = `program headers ${twice.index} and ${code.index} map the same bytes, one of them as code`;
      return { name: 'an unknown packer', offset: twice.at, why };
    }
  }
  return undefined;
}

/**
 * Memory without content of the file, below all code: room for a program that is unpacked to where it was linked
 * for, by a stub above it. Linkers put such memory last, because the heap begins behind it; what is
 * optimised after linking (BOLT) has more code above, and its first below.
 */
function findMemoryBelowCode(programHeaders: readonly ProgramHeader[]): Packer | undefined {
  const loads = programHeaders.filter(({ type }) => type === PT.LOAD);
  const [code] = loads
    .filter((one) => isCode(one) && one.fileSize > 0n)
    .sort((left, right) => (left.address < right.address ? -1 : 1));
  const room = loads.find(
    ({ address, fileSize, memorySize }) =>
      code !== undefined && address < code.address && memorySize > fileSize,
  );
  if (code === undefined || room === undefined) return undefined;
  const why = `program header ${room.index} reserves ${room.memorySize - room.fileSize} bytes below the code of program header ${code.index}`;
  return { name: 'an unknown packer', offset: room.at, why };
}

function isCode({ flags }: ProgramHeader): boolean {
  return (flags & PF.X) !== 0;
}

/** The segment in which the program begins holds compressed or encrypted bytes instead of code. */
async function findDenseCode(
  source: ByteSource,
  { entry }: ElfHeader,
  programHeaders: readonly ProgramHeader[],
): Promise<Packer | undefined> {
  const segment = programHeaders.find(
    ({ type, flags, address, fileSize }) =>
      type === PT.LOAD && (flags & PF.X) !== 0 && entry >= address && entry < address + fileSize,
  );
  if (segment === undefined || segment.offset + segment.fileSize > BigInt(source.size)) {
    return undefined;
  }
  const { dense, blank } = await densityOf(
    source,
    Number(segment.offset),
    Number(segment.fileSize),
  );
  const share = blank === 1 ? 0 : dense / (1 - blank);
  if (share < DENSE_SHARE) return undefined;
  const part = blank === 0 ? '' : ' without its padding';
  return {
    name: 'an unknown packer',
    offset: Number(segment.offset),
    why: `${Math.round(share * 100)} % of program header ${segment.index}${part}, where the program begins, are compressed or encrypted`,
  };
}

/**
 * Little code and, in the memory beside it, compressed or encrypted bytes that are most of the file: a
 * stub that unpacks another program into memory, or hands it to the kernel (memfd_create and execve).
 * None of the 7,282 ELF files of a Debian machine and of the images on it has this shape; a small program that
 * holds compressed data of its own would, and cannot be told from a stub without running it. Loaders with a
 * runtime of their own have more code and are not found here.
 */
async function findLoaderStub(
  source: ByteSource,
  programHeaders: readonly ProgramHeader[],
): Promise<Packer | undefined> {
  const loads = programHeaders.filter(
    ({ type, offset, fileSize }) =>
      type === PT.LOAD && fileSize > 0n && offset + fileSize <= BigInt(source.size),
  );
  const code = sizeOf(loads.filter(isCode));
  if (code === 0 || code > MOST_STUB_CODE) return undefined;
  for (const segment of loads.filter((one) => !isCode(one))) {
    const size = Number(segment.fileSize);
    if (size < source.size / 2) continue;
    const dense = (await densityOf(source, Number(segment.offset), size)).dense * size;
    if (dense < source.size / 2) continue;
    return {
      name: 'an unknown packer',
      offset: Number(segment.offset),
      why: `${code} bytes of code, and ${Math.round((100 * dense) / source.size)} % of the file are compressed or encrypted data in program header ${segment.index}`,
    };
  }
  return undefined;
}

function sizeOf(segments: readonly ProgramHeader[]): number {
  return segments.reduce((sum, { fileSize }) => sum + Number(fileSize), 0);
}

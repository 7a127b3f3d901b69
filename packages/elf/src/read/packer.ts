import type { ElfHeader, Packer, ProgramHeader } from '../elf-file.js';
import { PF, PT } from '../elf-names.js';
import { highEntropyShare } from './entropy.js';
import type { ByteSource } from './byte-source.js';

/** Compressed code with its stub is nearly all dense; code is not. See `highEntropyShare`. */
const DENSE_SHARE = 0.75;

/**
 * Finds out whether a file is a packer's stub, whose headers say nothing of the program in it. UPX
 * leaves a mark, which anyone can overwrite, so the structure counts as well: no linker writes it,
 * and a stub cannot do without.
 */
export async function findPacker(
  source: ByteSource,
  header: ElfHeader,
  programHeaders: readonly ProgramHeader[],
): Promise<Packer | undefined> {
  return (
    (await findUpxMark(source, header)) ??
    findSharedFileRange(programHeaders) ??
    (await findDenseCode(source, header, programHeaders))
  );
}

/**
 * UPX writes its `l_info` (checksum, "UPX!", sizes) right behind the program headers, because its
 * stub finds it there at run time (upx/src/stub/src/include/linux.h).
 */
async function findUpxMark(source: ByteSource, header: ElfHeader): Promise<Packer | undefined> {
  const start =
    Number(header.programHeaderOffset) + header.programHeaderCount * header.programHeaderSize;
  const length = Math.min(64, source.size - start);
  if (length <= 0) return undefined;
  const index = (await source.read(start, length)).indexOf('UPX!', 0, 'latin1');
  return index < 0
    ? undefined
    : { name: 'UPX', offset: start + index, why: 'its mark "UPX!" follows the program headers' };
}

/**
 * The same bytes of the file, mapped writable and executable at two places: UPX 4 reserves with the
 * one the memory that it unpacks to, and runs its stub in the other (fixtures/packed-static).
 */
function findSharedFileRange(programHeaders: readonly ProgramHeader[]): Packer | undefined {
  const loads = programHeaders.filter(({ type, fileSize }) => type === PT.LOAD && fileSize > 0n);
  for (const code of loads.filter(({ flags }) => (flags & PF.X) !== 0)) {
    const twice = loads.find(
      (other) =>
        other.index !== code.index &&
        (other.flags & PF.W) !== 0 &&
        other.offset < code.offset + code.fileSize &&
        code.offset < other.offset + other.fileSize,
    );
    if (twice !== undefined) {
      const why = `program headers ${twice.index} and ${code.index} map the same bytes, writable and executable`;
      return { name: 'an unknown packer', offset: twice.at, why };
    }
  }
  return undefined;
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
  const share = await highEntropyShare(source, Number(segment.offset), Number(segment.fileSize));
  if (share < DENSE_SHARE) return undefined;
  return {
    name: 'an unknown packer',
    offset: Number(segment.offset),
    why: `${Math.round(share * 100)} % of program header ${segment.index}, where the program begins, are compressed or encrypted`,
  };
}

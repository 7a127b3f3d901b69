import type { ElfHeader, Packer } from '../elf-file.js';
import type { ByteSource } from './byte-source.js';

/**
 * Finds UPX's mark. UPX writes its `l_info` (checksum, "UPX!", sizes) right behind the program
 * headers, because its stub finds it there at run time (upx/src/stub/src/include/linux.h).
 */
export async function findPacker(
  source: ByteSource,
  header: ElfHeader,
): Promise<Packer | undefined> {
  const start =
    Number(header.programHeaderOffset) + header.programHeaderCount * header.programHeaderSize;
  const length = Math.min(64, source.size - start);
  if (length <= 0) return undefined;
  const index = (await source.read(start, length)).indexOf('UPX!', 0, 'latin1');
  return index < 0 ? undefined : { name: 'UPX', offset: start + index };
}

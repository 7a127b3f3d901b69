import type { FileHandle } from 'node:fs/promises';
import { changedWhileRead, malformed, truncated } from '../elf-error.js';
import { LIMITS } from '../limits.js';

/** Where bytes come from: ranges of something whose size is known. */
export interface ByteSource {
  /** How errors name it: a path. */
  readonly name: string;
  readonly size: number;
  /**
   * Exactly `length` bytes; both numbers are within `size`.
   *
   * @param into memory of at least that length to use, which the next call may use again
   */
  read(offset: number, length: number, into?: Buffer): Promise<Buffer>;
}

/** Ranges of an open file. Nothing is kept: the file may be larger than memory. */
export function fileSource(name: string, file: FileHandle, size: number): ByteSource {
  return {
    name,
    size,
    async read(offset, length, into) {
      const bytes = into?.subarray(0, length) ?? Buffer.alloc(length);
      for (let done = 0; done < length;) {
        const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
        if (bytesRead === 0) throw changedWhileRead(name);
        done += bytesRead;
      }
      return bytes;
    },
  };
}

/** Ranges of bytes in memory. */
export function bufferSource(name: string, bytes: Buffer): ByteSource {
  return {
    name,
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

/**
 * Reads a range that a file asks for.
 *
 * @param what names the range in an error: `the program headers`
 * @throws StatixError STATIX_ELF_TRUNCATED, STATIX_ELF_MALFORMED
 */
export async function readRange(
  source: ByteSource,
  offset: bigint,
  length: bigint,
  what: string,
): Promise<Buffer> {
  if (offset + length > BigInt(source.size))
    throw truncated(source.name, beyond(what, offset + length, source));
  if (length > BigInt(LIMITS.sectionNameTableBytes)) {
    throw malformed(source.name, `${what} would be ${length} bytes`);
  }
  return source.read(Number(offset), Number(length));
}

/** `the program headers reach to 0x400, the file ends at 0x200` */
export function beyond(what: string, end: bigint, source: ByteSource): string {
  return `${what} reach to 0x${end.toString(16)}, the file ends at 0x${source.size.toString(16)}`;
}

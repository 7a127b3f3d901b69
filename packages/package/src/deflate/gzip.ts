import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { deflate } from './deflate.js';

/** RFC 1952: no name, no comment, time 0, "maximum compression", and 255 for an unknown system. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);

/** A gzip file (RFC 1952) of a stream; the same bytes for the same content, whatever Node runs it. */
export function gzip(source: AsyncIterable<unknown>): Readable {
  return Readable.from(gzipped(source), { objectMode: false });
}

async function* gzipped(source: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  let checksum = 0;
  let size = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError('expected bytes');
      checksum = crc32(chunk, checksum);
      size += chunk.byteLength;
      yield chunk;
    }
  }
  yield HEADER;
  yield* deflate(counted());
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(checksum, 0);
  trailer.writeUInt32LE(size % 2 ** 32, 4);
  yield trailer;
}

import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { writeFileDurably } from '@statix/contract';

/** What was written. */
export interface HashedFile {
  /** Absolute. */
  readonly path: string;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly size: number;
}

/** Writes a stream into a file, and says what its bytes were; see `writeFileDurably`. */
export async function writeHashed(
  path: string,
  source: AsyncIterable<unknown>,
): Promise<HashedFile> {
  const hash = createHash('sha256');
  let size = 0;
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError('expected bytes');
      hash.update(chunk);
      size += chunk.byteLength;
      yield chunk;
    }
  }
  await writeFileDurably(path, Readable.from(hashed(), { objectMode: false }));
  return { path, sha256: hash.digest('hex'), size };
}

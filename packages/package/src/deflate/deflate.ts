import { Deflate } from 'fflate';

/** What the compressor is given at once. Its output depends on it, so it is the same for every source. */
const PIECE_BYTES = 64 * 1024;

/**
 * Compresses by RFC 1951. Not by Node's own zlib: Node 20, 22 and 24 come with different versions and
 * patches of it (Chromium's fork, with instructions of the processor), which give other bytes for the same
 * input. This is a library in JavaScript, in one version, and gives the same bytes everywhere.
 */
export async function* deflate(source: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  const done: Buffer[] = [];
  const compressor = new Deflate({ level: 9 }, (chunk) => {
    done.push(Buffer.from(chunk));
  });
  for await (const piece of equalPieces(source)) {
    compressor.push(piece);
    yield* done.splice(0);
  }
  compressor.push(new Uint8Array(0), true);
  yield* done.splice(0);
}

/** The same bytes in pieces of one length, but for the last, however they came. */
async function* equalPieces(source: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  let piece = Buffer.alloc(PIECE_BYTES);
  let filled = 0;
  for await (const chunk of source) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('expected bytes');
    for (let at = 0; at < chunk.byteLength;) {
      const taken = chunk.subarray(at, at + PIECE_BYTES - filled);
      piece.set(taken, filled);
      filled += taken.byteLength;
      at += taken.byteLength;
      if (filled < PIECE_BYTES) continue;
      yield piece;
      piece = Buffer.alloc(PIECE_BYTES);
      filled = 0;
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}

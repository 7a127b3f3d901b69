import type { FileHandle } from 'node:fs/promises';
import { damaged } from './archive-error.js';

/** Bytes in order, as they come. Nobody writes into a piece that was given. */
export type Pieces = AsyncIterable<Buffer>;

/**
 * The first bytes of some, and all of them: what was looked at comes again.
 *
 * @param bytes how many to look at; fewer where there are no more
 */
export async function withHead(
  pieces: Pieces,
  bytes: number,
): Promise<{ readonly head: Buffer; readonly all: Pieces }> {
  const iterator = pieces[Symbol.asyncIterator]();
  const first: Buffer[] = [];
  let length = 0;
  while (length < bytes) {
    const next = await iterator.next();
    if (next.done === true) break;
    first.push(next.value);
    length += next.value.byteLength;
  }
  const begun = Buffer.concat(first);
  const rest = { [Symbol.asyncIterator]: () => iterator };
  return { head: begun.subarray(0, bytes), all: joined(begun, rest) };
}

async function* joined(begun: Buffer, rest: Pieces): AsyncGenerator<Buffer> {
  if (begun.byteLength > 0) yield begun;
  yield* rest;
}

/** Reads what is left, so that what comes behind can be read. */
export async function passOver(pieces: Pieces): Promise<void> {
  for await (const _piece of pieces);
}

const PIECE_BYTES = 256 * 1024;

/**
 * A range of an open file.
 *
 * @param name of the file, for messages
 * @throws StatixError STATIX_ARCHIVE_DAMAGED when the file is shorter, or no file is as long
 */
export async function* piecesOfFile(
  file: FileHandle,
  name: string,
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  for (let at = start; at < end;) {
    const wanted = Math.min(PIECE_BYTES, end - at);
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(wanted), 0, wanted, at);
    if (bytesRead === 0) throw damaged(name, `it ends at ${at} bytes and not at ${end}`);
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

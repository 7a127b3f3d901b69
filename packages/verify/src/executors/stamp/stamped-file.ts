import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { StatixError, writeFileDurably } from '@statix/contract';

/** Bytes in a file, and what is to be there. */
export interface Replacement {
  readonly offset: number;
  readonly bytes: Buffer;
}

const PIECE_BYTES = 1024 * 1024;

/**
 * Writes a copy of a program in which bytes at one place are others. The copy is read again: with the place as it
 * was it has to be the file whose hash is given, so nothing else in it is new, and nobody has changed the
 * original meanwhile.
 *
 * @param before what is at the place in the original, of the same length
 * @param sha256 of the original
 * @returns sha256 and size of the copy
 * @throws StatixError STATIX_STAMP_DIFFERS, and nothing is at `to` then; STATIX_DISK_FULL
 */
export async function writeStamped(
  { path, sha256, size }: { readonly path: string; readonly sha256: string; readonly size: number },
  to: string,
  replacement: Replacement,
  before: Buffer,
): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256');
  let written = 0;
  async function* stamped(): AsyncGenerator<Buffer> {
    for await (const piece of pieces(path, replacement)) {
      hash.update(piece);
      written += piece.length;
      yield piece;
    }
  }
  await writeFileDurably(to, Readable.from(stamped()), {
    mode: 0o755,
    check: async (copy) => {
      const original = createHash('sha256');
      const back = { offset: replacement.offset, bytes: before };
      let length = 0;
      for await (const piece of pieces(copy, back)) {
        original.update(piece);
        length += piece.length;
      }
      if (original.digest('hex') !== sha256 || length !== size) throw differs(path);
    },
  });
  return { sha256: hash.digest('hex'), size: written };
}

/** A file's bytes, with others at one place. */
async function* pieces(path: string, { offset, bytes }: Replacement): AsyncGenerator<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    for (let at = 0; ;) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(PIECE_BYTES), 0, PIECE_BYTES, at);
      if (bytesRead === 0) return;
      const piece = buffer.subarray(0, bytesRead);
      const from = Math.max(offset, at);
      const to = Math.min(offset + bytes.length, at + bytesRead);
      if (from < to) piece.set(bytes.subarray(from - offset, to - offset), from - at);
      yield piece;
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
}

function differs(path: string): StatixError {
  return new StatixError({
    code: 'STATIX_STAMP_DIFFERS',
    what: `The copy of ${path} differs from it in more than the revision`,
    why: 'It was written to while it was copied, or the disk does not give back what was written.',
    remedies: ['Wait for the process that writes it, then run this again.'],
  });
}

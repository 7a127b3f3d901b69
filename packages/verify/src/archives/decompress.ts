import { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { errorCode, errorMessage } from '@statix/contract';
import { damaged, unsupported } from './archive-error.js';
import type { Budget } from './budget.js';
import type { Pieces } from './pieces.js';

/** What Node can take apart as it comes; `deflate` is that of a zip, without a header. */
export type Compression = 'gzip' | 'zstd' | 'deflate';

/** zstd's own limit is 128 MiB; no more than this is held, and `zstd --ultra -21` and above want more. */
const ZSTD_WINDOW_LOG = 25;

/**
 * What compressed bytes unpack to. All of them have to belong to it, but for zeros at the end, as tapes have.
 *
 * @param name of what is compressed, for messages
 * @param compression one that {@link isKnown} to this Node
 * @throws StatixError STATIX_ARCHIVE_DAMAGED, STATIX_ARCHIVE_OVER_LIMIT, and what `pieces` throws
 */
export async function* decompressed(
  pieces: Pieces,
  compression: Compression,
  name: string,
  budget: Budget,
): AsyncGenerator<Buffer> {
  const engine = engineFor(compression);
  const feeding = new Feeding(pieces, engine);
  const fed = feeding.run();
  // Awaited below; whatever it is, the engine has it too.
  fed.catch(() => undefined);
  try {
    const output: AsyncIterable<unknown> = engine;
    for await (const piece of output) {
      if (!Buffer.isBuffer(piece)) throw new TypeError('zlib gave no bytes');
      budget.unpacked(piece.byteLength);
      yield piece;
    }
    await fed;
  } catch (error) {
    throw feeding.failure ?? explained(error, name);
  } finally {
    engine.destroy();
  }
  if (feeding.isFollowedBy(engine.bytesWritten)) {
    throw damaged(name, 'other bytes follow what is compressed');
  }
}

/** Whether this Node can; zstd came with 22.15. */
export function isKnown(compression: Compression): boolean {
  return compression !== 'zstd' || zstdParts() !== undefined;
}

type Engine = Transform & { readonly bytesWritten: number };

function engineFor(compression: Compression): Engine {
  if (compression === 'gzip') return zlib.createGunzip();
  if (compression === 'deflate') return zlib.createInflateRaw();
  const { create, windowLog } = zstdParts() ?? {};
  if (create === undefined || windowLog === undefined) throw new Error('this Node has no zstd');
  const engine: unknown = Reflect.apply(create, zlib, [
    { params: { [windowLog]: ZSTD_WINDOW_LOG } },
  ]);
  if (!isEngine(engine)) throw new TypeError('zlib made no stream');
  return engine;
}

/** In the types of the oldest Node that is supported they are not, as in that Node. */
function zstdParts(): { create: CallableFunction; windowLog: number } | undefined {
  const create: unknown = Reflect.get(zlib, 'createZstdDecompress');
  const windowLog: unknown = Reflect.get(zlib.constants, 'ZSTD_d_windowLogMax');
  if (typeof create !== 'function' || typeof windowLog !== 'number') return undefined;
  return { create, windowLog };
}

function isEngine(value: unknown): value is Engine {
  return (
    value instanceof Transform && 'bytesWritten' in value && typeof value.bytesWritten === 'number'
  );
}

/** Gives an engine all bytes. One that is at its end takes no more, and says so to nobody who waits for it. */
class Feeding {
  /** What the source threw. */
  failure: unknown;
  #bytes = 0;
  #zerosAtEnd = 0;

  constructor(
    private readonly pieces: Pieces,
    private readonly engine: Engine,
  ) {}

  async run(): Promise<void> {
    const { engine } = this;
    try {
      for await (const piece of this.pieces) {
        if (engine.destroyed) return;
        this.#note(piece);
        if (!engine.readableEnded && !engine.write(piece)) await readyForMore(engine);
      }
      if (!engine.readableEnded) engine.end();
    } catch (error) {
      this.failure = error;
      engine.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** @param taken how many of the bytes the engine has used; some may have been given to it that it did not */
  isFollowedBy(taken: number): boolean {
    return this.#bytes - taken > this.#zerosAtEnd;
  }

  #note(piece: Buffer): void {
    let zeros = 0;
    while (zeros < piece.byteLength && piece[piece.byteLength - 1 - zeros] === 0) zeros += 1;
    this.#bytes += piece.byteLength;
    this.#zerosAtEnd = zeros === piece.byteLength ? this.#zerosAtEnd + zeros : zeros;
  }
}

function readyForMore(engine: Engine): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const event of events) engine.off(event, done);
      resolve();
    };
    const events = ['drain', 'end', 'close'] as const;
    for (const event of events) engine.on(event, done);
    if (engine.readableEnded || engine.destroyed) done();
  });
}

function explained(error: unknown, name: string): unknown {
  if (errorCode(error) === 'ZSTD_error_frameParameter_windowTooLarge') {
    return unsupported(name, 'to decompress it takes more memory than is used for that', [
      {
        text: 'Decompress it, and name what comes out:',
        snippet: 'zstd --decompress --long=31 --keep <file>',
      },
    ]);
  }
  // Node's errors of zlib and zstd have a code of their own: `Z_BUF_ERROR`, `ERR_ZLIB_…`, `ZSTD_error_…`.
  const isOfContent = /^(?:Z_|ZSTD_|ERR_ZLIB)/.test(errorCode(error) ?? '');
  return isOfContent ? damaged(name, errorMessage(error), error) : error;
}

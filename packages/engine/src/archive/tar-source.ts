import type { Readable } from 'node:stream';

/** Bytes of a tar archive: a stream of Node's, or what tar-stream's `pack()` returns. */
export type TarSource = Readable | AsyncIterable<unknown>;

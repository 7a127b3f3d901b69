import { Readable } from 'node:stream';
import type { TarSource } from './tar-source.js';

/**
 * A stream of Node's from either kind of source: what tar-stream's `pack()` returns is a stream of
 * another family (streamx), which http does not know how to end.
 */
export function asUpload(source: TarSource): Readable {
  return source instanceof Readable ? source : Readable.from(source, { objectMode: false });
}

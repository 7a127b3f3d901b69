import { once } from 'node:events';
import { Readable, type Writable } from 'node:stream';

/**
 * Feeds a program's standard input and ends it. Resolves as well when the other side has closed
 * before all was taken: a program need not read its input, and how it ended is told elsewhere. The
 * source is then destroyed, which may wait for something that never comes.
 *
 * @throws what the source throws
 */
export async function feedInput(input: Writable, source: Buffer | Readable): Promise<void> {
  const stream = Buffer.isBuffer(source) ? Readable.from([source]) : source;
  const stop = (): void => {
    stream.destroy();
  };
  input.once('close', stop);
  try {
    for await (const chunk of stream) {
      if (!input.write(chunk)) await drainedOrClosed(input);
      if (input.destroyed) return;
    }
    input.end();
  } catch (error) {
    if (!input.destroyed) throw error;
  } finally {
    input.removeListener('close', stop);
    stop();
  }
}

async function drainedOrClosed(input: Writable): Promise<void> {
  const settled = new AbortController();
  const either = ['drain', 'close'].map((event) => once(input, event, settled));
  // An error is followed by `close`.
  for (const each of either) each.catch(() => undefined);
  try {
    await Promise.any(either);
  } finally {
    settled.abort();
  }
}

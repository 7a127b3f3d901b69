import { Readable } from 'node:stream';
import { StatixError } from '@statix/contract';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { LARGEST_RECORD } from './link-record.js';
import { readLinkRecord } from './read-link-record.js';

const read = (open: () => Promise<{ content: Readable; size: number } | undefined>) =>
  readLinkRecord({ open }, '/target', 'app');

test('reads what was left in its own place', async () => {
  const content = Readable.from([
    Buffer.from('#stats\nmembers\textracted\tarchive\n1\t1\t/libc.a\n#end\n'),
  ]);
  const open = (path: string) =>
    Promise.resolve(path === '/target/.statix-linked/app' ? { content, size: 1 } : undefined);
  expect(await readLinkRecord({ open }, '/target', 'app')).toMatchObject({
    archives: [{ taken: 1 }],
  });
  expect(await readLinkRecord({ open }, '/target', 'other')).toBeUndefined();
});

test('attack: a record without end is read to a limit', async () => {
  let sent = 0;
  const content = Readable.from(
    (function* () {
      for (;;) {
        sent += 1;
        yield Buffer.alloc(1024 * 1024, '#');
      }
    })(),
  );
  expect(await read(() => Promise.resolve({ content, size: 10 }))).toBeUndefined();
  expect([content.destroyed, sent < LARGEST_RECORD / (1024 * 1024) + 32]).toEqual([true, true]);
});

test('attack: a link in its place: what is linked is not known', async () => {
  const refused = new StatixError({ code: 'STATIX_CONTAINER_FILE_REFUSED', what: 'a link' });
  expect(await read(() => Promise.reject(refused))).toBeUndefined();
  const lost = new StatixError({ code: 'STATIX_ENGINE_LOST', what: 'gone' });
  expect((await statixErrorOf(read(() => Promise.reject(lost)))).code).toBe('STATIX_ENGINE_LOST');
});

import { text } from 'node:stream/consumers';
import { pack, type Pack } from 'tar-stream';
import { errorOf, statixErrorOf } from '@statix/contract/testing/expect-error';
import { readSingleFile } from './read-single-file.js';

async function bytes(fill: (archive: Pack) => void): Promise<Buffer> {
  const archive = pack();
  fill(archive);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function* inPieces(content: Buffer, size = 1000): AsyncGenerator<Buffer> {
  for (let offset = 0; offset < content.byteLength; offset += size) {
    yield content.subarray(offset, offset + size);
    await Promise.resolve();
  }
}

const long = 'x'.repeat(200_000);

describe('readSingleFile', () => {
  test('the file, its size and its mode', async () => {
    const archive = await bytes((tar) => tar.entry({ name: 'program', mode: 0o4755 }, long));
    const { content, size, mode } = await readSingleFile(inPieces(archive), '/p');
    expect([size, mode]).toEqual([200_000, 0o4755]);
    expect(await text(content)).toBe(long);
  });

  test('an empty file', async () => {
    const archive = await bytes((tar) => tar.entry({ name: 'empty', mode: 0o644 }, ''));
    const { content, size } = await readSingleFile(inPieces(archive), '/p');
    expect([size, await text(content)]).toEqual([0, '']);
  });

  test.each<[string, (tar: Pack) => void]>([
    ['a folder', (tar) => tar.entry({ name: 'd/', type: 'directory' })],
    ['a link', (tar) => tar.entry({ name: 'l', type: 'symlink', linkname: '/etc/passwd' })],
    ['a device', (tar) => tar.entry({ name: 'd', type: 'character-device' })],
    ['nothing', () => undefined],
  ])('%s is refused', async (_what, fill) => {
    const error = await statixErrorOf(readSingleFile(inPieces(await bytes(fill)), '/p'));
    expect(error.code).toBe('STATIX_CONTAINER_FILE_REFUSED');
  });

  test('attack: a file of 6 GB (a sparse one costs nothing) is refused before it flows', async () => {
    let taken = 0;
    const archive = pack();
    archive.entry({ name: 'payload', size: 6 * 1024 ** 3 });
    const { value: header } = (await archive[Symbol.asyncIterator]().next()) as { value: Buffer };
    const source = (async function* () {
      yield header;
      for (;;) {
        taken += 1;
        yield Buffer.alloc(65_536);
      }
    })();
    const error = await statixErrorOf(readSingleFile(source, '/p', 1024 ** 3));
    expect([error.code, error.what]).toEqual([
      'STATIX_CONTAINER_FILE_REFUSED',
      '/p in the container is 6442450944 bytes long; at most 1073741824 are read',
    ]);
    expect(taken).toBeLessThan(10);
  });

  test('a file of exactly the length that is allowed', async () => {
    const archive = await bytes((tar) => tar.entry({ name: 'program' }, long));
    const { content } = await readSingleFile(inPieces(archive), '/p', long.length);
    expect(await text(content)).toBe(long);
  });

  test('attack: a sparse map in the place of a file', async () => {
    const pax = { 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0' };
    const archive = await bytes((tar) => tar.entry({ name: 'program', pax }, long));
    const error = await statixErrorOf(readSingleFile(inPieces(archive), '/p'));
    expect(error.why).toBe('The engine sent it as a sparse file.');
  });

  test('names and sizes in extended headers', async () => {
    const name = `${'folder/'.repeat(40)}program`;
    const archive = await bytes((tar) => tar.entry({ name, pax: { comment: 'ü' } }, long));
    expect((await readSingleFile(inPieces(archive), '/p')).size).toBe(long.length);
  });

  test('nothing is read ahead of who reads', async () => {
    let taken = 0;
    const archive = await bytes((tar) => tar.entry({ name: 'one' }, 'x'.repeat(4_000_000)));
    const source = (async function* () {
      for await (const piece of inPieces(archive, 65_536)) {
        taken += piece.byteLength;
        yield piece;
      }
    })();
    const { content } = await readSingleFile(source, '/p');
    for (let turn = 0; turn < 100; turn += 1) await new Promise(setImmediate);
    expect(taken).toBeLessThan(2_000_000);
    content.destroy();
  });

  test('a second entry is refused before the first has ended in good order', async () => {
    const archive = await bytes((tar) => {
      tar.entry({ name: 'one' }, 'one');
      tar.entry({ name: 'two' }, 'two');
    });
    const reading = readSingleFile(inPieces(archive), '/p').then(({ content }) => text(content));
    expect((await statixErrorOf(reading)).code).toBe('STATIX_CONTAINER_FILE_REFUSED');
  });

  test('a file that is cut off does not end in good order', async () => {
    const archive = await bytes((tar) => tar.entry({ name: 'one' }, long));
    const cut = archive.subarray(0, 100_000);
    const reading = readSingleFile(inPieces(cut), '/p').then(({ content }) => text(content));
    expect((await statixErrorOf(reading)).code).toBe('STATIX_CONTAINER_FILE_REFUSED');
  });

  test('bytes that are no archive', async () => {
    const error = await statixErrorOf(readSingleFile(inPieces(Buffer.alloc(1024, 'x')), '/p'));
    expect(error.code).toBe('STATIX_CONTAINER_FILE_REFUSED');
  });

  test.each([100, 100_000])(
    'a connection that breaks after %i bytes is its error',
    async (after) => {
      const archive = await bytes((tar) => tar.entry({ name: 'one' }, long));
      const broken = (async function* () {
        yield* inPieces(archive.subarray(0, after));
        await Promise.reject(new Error('lost'));
      })();
      const reading = readSingleFile(broken, '/p').then(({ content }) => text(content));
      expect(String(await errorOf(reading))).toBe('Error: lost');
    },
  );

  test.each([true, false])(
    'content that is destroyed ends its source (begun: %s)',
    async (begun) => {
      const archive = await bytes((tar) => tar.entry({ name: 'one' }, long));
      let ended = false;
      const source = (async function* () {
        try {
          yield* inPieces(archive);
        } finally {
          ended = true;
        }
      })();
      const { content } = await readSingleFile(source, '/p');
      if (begun) await content[Symbol.asyncIterator]().next();
      const closed = new Promise((resolve) => content.once('close', resolve));
      content.destroy();
      await closed;
      await new Promise(setImmediate);
      expect(ended).toBe(true);
    },
  );
});

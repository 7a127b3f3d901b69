import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { BuildManifest, Contents } from '@statix/contract';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { tinyProgram } from '@statix/engine/testing/tiny-program';
import { filesOf } from '../testing/files-of.js';
import type { JobFile } from '../workbench/workbench.js';
import { takeBinaries } from './take-binaries.js';
import { takeBinary } from './take-binary.js';

const temporaryFolder = temporaryFolders();
const program = tinyProgram({ print: 'hello' });

function fileOf(...chunks: Buffer[]): JobFile {
  const size = chunks.reduce((sum, { length }) => sum + length, 0);
  return { content: Readable.from(chunks), size };
}

function take(folder: string, left: Record<string, JobFile>, names = ['app'], debug = false) {
  return takeBinaries(
    { open: (path) => Promise.resolve(left[path]) },
    {
      planned: names.map((name) => ({ name, path: `t/release/${name}`, certain: name === 'app' })),
      packageName: 'app',
      target: '/target',
      folder,
      debug,
      describe: async (binary) => ({ binary }) as BuildManifest,
      contentsOf: (binary) =>
        Promise.resolve({ contents: { binary } as Contents, notices: 'Notices\n' }),
    },
  );
}

test('takes a program, executable, with its manifest, and removes what an earlier build left', async () => {
  const folder = join(temporaryFolder(), 'dist');
  mkdirSync(folder);
  for (const name of [...filesOf('old'), 'mine']) writeFileSync(join(folder, name), '');
  const left = {
    '/target/t/release/app': fileOf(program),
    '/target/t/release/other': fileOf(program),
  };
  const [built, ...others] = await take(folder, left, ['app', 'maybe']);
  expect(others).toEqual([]);
  expect(built).toMatchObject({ manifest: { binary: { name: 'app', size: program.length } } });
  expect(readFileSync(join(folder, 'app')).equals(program)).toBe(true);
  expect(statSync(join(folder, 'app')).mode & 0o777).toBe(0o755);
  expect(readdirSync(folder).sort()).toEqual([...filesOf('app'), 'mine']);
});

test('attack: debug information that is of no program, or of another', async () => {
  const folder = temporaryFolder();
  const left = {
    '/target/t/release/app': fileOf(program),
    '/target/t/release/app.debug': fileOf(program),
  };
  const taken = take(folder, left, ['app'], true);
  // Two files without a build ID do not prove each other.
  expect((await statixErrorOf(taken)).code).toBe('STATIX_DEBUG_FILE_REFUSED');
  const alone = take(folder, { '/target/t/release/app': fileOf(program) }, ['app'], true);
  expect((await statixErrorOf(alone)).code).toBe('STATIX_BINARY_NOT_BUILT');
});

test('a planned binary that is not there: what an earlier build left stays as it was', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'app'), 'old');
  const error = await statixErrorOf(take(folder, {}));
  expect(error.code).toBe('STATIX_BINARY_NOT_BUILT');
  expect(readFileSync(join(folder, 'app'), 'utf8')).toBe('old');
});

test('attack: one of the planned binaries was removed, another is there', async () => {
  const folder = temporaryFolder();
  const left = { '/target/t/release/maybe': fileOf(program) };
  const error = await statixErrorOf(take(folder, left, ['app', 'maybe']));
  expect(error.code).toBe('STATIX_BINARY_NOT_BUILT');
  expect(error.what).toContain('no binary app');
});

test('attack: more comes than was announced', async () => {
  const folder = temporaryFolder();
  const endless = Readable.from(
    (function* () {
      for (;;) yield Buffer.alloc(1024);
    })(),
  );
  const taken = takeBinary('app', { content: endless, size: 10 }, join(folder, 'app'), {
    largest: 100_000,
  });
  expect((await statixErrorOf(taken)).code).toBe('STATIX_BINARY_TOO_LARGE');
  expect(endless.destroyed).toBe(true);
  expect(readdirSync(folder)).toEqual([]);
});

test('attack: a size is announced that no program has: nothing of it is read', async () => {
  const folder = temporaryFolder();
  let read = 0;
  const content = Readable.from(
    (function* () {
      read += 1;
      yield program;
    })(),
  );
  const taken = takeBinary('app', { content, size: 100_001 }, join(folder, 'app'), {
    largest: 100_000,
  });
  expect((await statixErrorOf(taken)).code).toBe('STATIX_BINARY_TOO_LARGE');
  expect([read, content.destroyed]).toEqual([0, true]);
});

test('attack: the file is another one when it has been written', async () => {
  const folder = temporaryFolder();
  const content = Readable.from(
    (async function* () {
      yield program.subarray(0, 4096);
      while (readdirSync(folder).length === 0) await setImmediate();
      const [temporary = ''] = readdirSync(folder);
      rmSync(join(folder, temporary));
      writeFileSync(join(folder, temporary), Buffer.concat([program, Buffer.from('more')]));
      yield program.subarray(4096);
    })(),
  );
  const taken = takeBinary('app', { content, size: program.length }, join(folder, 'app'));
  expect((await statixErrorOf(taken)).why).toBe('it changed while it was read');
  expect(readdirSync(folder)).toEqual([]);
});

test('attack: a size that no disk has', async () => {
  const folder = temporaryFolder();
  const content = Readable.from([program]);
  const taken = takeBinary('app', { content, size: 2 ** 52 }, join(folder, 'app'), {
    largest: Infinity,
  });
  expect((await statixErrorOf(taken)).code).toBe('STATIX_DISK_FULL');
  expect(content.destroyed).toBe(true);
});

test.each([
  ['a script', Buffer.from('#!/bin/sh\n')],
  ['half of a program', program.subarray(0, 100)],
  ['nothing', Buffer.alloc(0)],
])('attack: %s in the place of a program', async (_name, bytes) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'app'), 'old');
  const error = await statixErrorOf(takeBinary('app', fileOf(bytes), join(folder, 'app')));
  expect(error.code).toBe('STATIX_BINARY_REFUSED');
  expect(error.why).not.toContain('.tmp');
  expect(readdirSync(folder)).toEqual(['app']);
  expect(readFileSync(join(folder, 'app'), 'utf8')).toBe('old');
});

test('attack: a link in dist is replaced and not followed', async () => {
  const folder = temporaryFolder();
  const outside = join(temporaryFolder(), 'precious');
  writeFileSync(outside, 'precious');
  symlinkSync(outside, join(folder, 'app'));
  symlinkSync(outside, join(folder, 'app.build.json'));
  await take(folder, { '/target/t/release/app': fileOf(program) });
  expect(readFileSync(outside, 'utf8')).toBe('precious');
  expect(readFileSync(join(folder, 'app')).equals(program)).toBe(true);
});

test('fault: the stream breaks off', async () => {
  const folder = temporaryFolder();
  const broken = new Error('the engine is gone');
  const content = Readable.from(
    (function* () {
      yield program;
      throw broken;
    })(),
  );
  const taken = takeBinary('app', { content, size: program.length }, join(folder, 'app'));
  await expect(taken).rejects.toBe(broken);
  expect(readdirSync(folder)).toEqual([]);
});

test('fault: dist is a file', async () => {
  const folder = join(temporaryFolder(), 'dist');
  writeFileSync(folder, '');
  const left = { '/target/t/release/app': fileOf(program) };
  expect((await statixErrorOf(take(folder, left))).code).toBe('STATIX_MACHINE_NOT_A_FOLDER');
});

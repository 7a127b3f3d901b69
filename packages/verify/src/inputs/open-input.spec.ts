import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { execaSync } from 'execa';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { debOf, tarOf, zipOf, type TarMember } from '../testing/make-archive.js';
import { withInput, type Input } from './open-input.js';

const program = readFileSync(join(__dirname, '../../../elf/fixtures/static-pie'));
const library = readFileSync(join(__dirname, '../../../elf/fixtures/library-without-dependencies'));

let folder: string;
let temporary: string;
beforeEach(() => {
  folder = newFolder();
  temporary = join(folder, 'tmp');
  mkdirSync(temporary);
});
afterEach(() => {
  // Whatever happened, no copy is left.
  expect(readdirSync(temporary)).toEqual([]);
});
// Removed behind that: Jest calls what was said first, first.
const newFolder = temporaryFolders();

/** Opens what lies in the folder, with a place for copies. */
function withNamed<T>(name: string, use: (input: Input) => Promise<T>): Promise<T> {
  const { signal } = new AbortController();
  return withInput({ name, path: join(folder, name) }, signal, use, temporary);
}

/** The names of the programs in a file, and of what was passed over. */
async function namesIn(name: string, bytes: Buffer) {
  writeFileSync(join(folder, name), bytes);
  return withNamed(name, async (input) => {
    expect(readdirSync(temporary)).toHaveLength(input.archive === undefined ? 0 : 1);
    for (const one of input.programs) expect(readFileSync(one.path)).toEqual(program);
    return {
      programs: input.programs.map((one) => one.name),
      passedOver: input.passedOver.map((one) => `${one.name}: ${one.what}`),
    };
  });
}

const app: TarMember = { name: 'bin/app', content: program, mode: 0o755 };

test('a program by itself is read where it lies', async () => {
  expect(await namesIn('app', program)).toEqual({ programs: ['app'], passedOver: [] });
});

test('programs of tar, tar.gz, zip and deb are found by their bytes, whatever they are called', async () => {
  const tar = await tarOf([app, { name: 'README', content: Buffer.from('hello') }]);
  expect((await namesIn('a.tar', tar)).programs).toEqual(['a.tar!bin/app']);
  expect((await namesIn('a.tgz', gzipSync(tar))).programs).toEqual(['a.tgz!bin/app']);
  expect((await namesIn('app.gz', gzipSync(program))).programs).toEqual(['app.gz!app']);
  const zip = zipOf([{ name: 'bin/app.txt', content: program }]);
  expect((await namesIn('a.zip', zip)).programs).toEqual(['a.zip!bin/app.txt']);
  const deb = debOf({ 'control.tar.gz': gzipSync(await tarOf([])), 'data.tar.gz': gzipSync(tar) });
  expect((await namesIn('a.deb', deb)).programs).toEqual(['a.deb!bin/app']);
});

test('archives in an archive are looked into, and what is no program is told', async () => {
  const inner = zipOf([{ name: 'app', content: program }]);
  const tar = await tarOf([
    { name: 'inner.zip', content: inner },
    { name: 'lib/libx.so.1', content: library },
    { name: 'data.xz', content: Buffer.from('fd377a585a000000', 'hex') },
    { name: 'link', type: 'symlink', linkname: '/etc/passwd' },
  ]);
  expect(await namesIn('a.tar', tar)).toEqual({
    programs: ['a.tar!inner.zip!app'],
    passedOver: [
      'a.tar!lib/libx.so.1: a shared library',
      'a.tar!data.xz: an xz-compressed file',
      'a.tar!link: a link',
    ],
  });
});

test('attack: a program is called as a library is', async () => {
  const tar = await tarOf([{ name: 'libx.so', content: program }]);
  expect((await namesIn('a.tar', tar)).programs).toEqual(['a.tar!libx.so']);
});

test.each<[string, TarMember[]]>([
  ['leads out of it', [app, { name: '../app', content: program }]],
  ['leads out of it', [app, { name: '/app', content: program }]],
  ['leads out of it', [app, { name: 'x', type: 'link', linkname: '../../etc/passwd' }]],
  ['twice', [app, { name: './bin//app', content: program }]],
  ['a link', [{ name: 'bin', type: 'symlink', linkname: '/tmp' }, app]],
  ['not shown', [app, { name: 'a\u202eb', content: program }]],
])('attack: a tar archive is refused: %s', async (what, members) => {
  const tar = await tarOf(members);
  await expect(namesIn('a.tar', tar)).rejects.toMatchObject({
    code: 'STATIX_ARCHIVE_REFUSED',
    what: expect.stringContaining(what),
  });
});

test('attack: a zip archive lists other files than it has', async () => {
  const renamed = zipOf([{ name: 'app', localName: 'ppa', content: program }]);
  await expect(namesIn('a.zip', renamed)).rejects.toMatchObject({ code: 'STATIX_ARCHIVE_REFUSED' });
  const twice = zipOf([
    { name: 'app', content: program },
    { name: 'app', content: library },
  ]);
  await expect(namesIn('a.zip', twice)).rejects.toMatchObject({ code: 'STATIX_ARCHIVE_REFUSED' });
});

test('attack: a bomb is stopped while it unpacks', async () => {
  const zeros = Buffer.alloc(100 * 1024 ** 2);
  for (const [name, bytes] of [
    ['a.gz', gzipSync(zeros)],
    ['a.zip', zipOf([{ name: 'zeros', content: zeros }])],
  ] as const) {
    await expect(namesIn(name, bytes)).rejects.toMatchObject({
      code: 'STATIX_ARCHIVE_OVER_LIMIT',
      what: expect.stringContaining('200 times'),
    });
  }
});

test('attack: archives are in one another without end', async () => {
  let bytes = program;
  for (let layer = 0; layer < 9; layer += 1) bytes = gzipSync(bytes);
  await expect(namesIn('a.gz', bytes)).rejects.toMatchObject({ code: 'STATIX_ARCHIVE_OVER_LIMIT' });
});

test.each<[string, (tar: Buffer) => Buffer]>([
  ['a tar in the middle', (tar) => tar.subarray(0, 4096)],
  ['a tar without its end', (tar) => tar.subarray(0, tar.length - 1024)],
  ['a gzip', (tar) => gzipSync(tar).subarray(0, -20)],
  ['a gzip with bytes behind', (tar) => Buffer.concat([gzipSync(tar), Buffer.from('behind')])],
])('fault: cut off or spoilt: %s', async (_what, spoil) => {
  const tar = await tarOf([app]);
  await expect(namesIn('a', spoil(tar))).rejects.toMatchObject({ code: 'STATIX_ARCHIVE_DAMAGED' });
});

test('what Node cannot read says how to go on', async () => {
  const xz = Buffer.from('fd377a585a000000', 'hex');
  await expect(namesIn('a.tar.xz', xz)).rejects.toMatchObject({
    code: 'STATIX_ARCHIVE_UNSUPPORTED',
    remedies: [{ snippet: 'xz --decompress --keep <file>' }],
  });
  await expect(namesIn('a.deb', debOf({ 'data.tar.xz': xz }))).rejects.toMatchObject({
    code: 'STATIX_ARCHIVE_UNSUPPORTED',
    remedies: [{ snippet: expect.stringContaining('--fsys-tarfile') }],
  });
});

test('fault: what is no regular file is named as what it is', async () => {
  symlinkSync('/bin/ls', join(folder, 'link'));
  execaSync('mkfifo', [join(folder, 'pipe')]);
  for (const [name, what] of [
    ['link', 'a symbolic link'],
    ['pipe', 'a pipe'],
    ['tmp', 'a folder'],
    ['none', 'no such file'],
  ] as const) {
    await expect(withNamed(name, () => Promise.resolve())).rejects.toMatchObject({
      code: 'STATIX_INPUT_UNREADABLE',
      what: expect.stringContaining(what),
    });
  }
});

test('fault: there is no folder for copies', async () => {
  const path = join(folder, 'a.tar');
  writeFileSync(path, await tarOf([app]));
  const { signal } = new AbortController();
  const use = () => Promise.resolve();
  await expect(withInput({ name: 'a.tar', path }, signal, use, '/none')).rejects.toMatchObject({
    code: 'STATIX_INPUT_NO_SPACE',
  });
});

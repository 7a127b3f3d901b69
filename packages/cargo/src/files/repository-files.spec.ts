import { join } from 'node:path';
import { execaSync } from 'execa';
import { repositoryFiles } from '../index.js';
import {
  removeTemporaryRepositories,
  temporaryRepository,
} from '../testing/temporary-repository.js';

afterAll(removeTemporaryRepositories);

function filesOf(content: Parameters<typeof temporaryRepository>[0]) {
  const { root, write } = temporaryRepository(content);
  return { root, write, files: repositoryFiles(root) };
}

test('reads, lists and knows files and directories', () => {
  const { files } = filesOf({ 'b/two.txt': '2', 'b/.one': '1', 'b/c/three': '3' });
  expect(files.read('b/two.txt')).toBe('2');
  expect(files.list('b')).toEqual([
    { name: '.one', directory: false },
    { name: 'c', directory: true },
    { name: 'two.txt', directory: false },
  ]);
  expect(files.list('')).toEqual([{ name: 'b', directory: true }]);
  expect(['', 'b', 'b/c/three', 'b/two.txt'].map((path) => files.exists(path))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(['x', 'b/x', 'b/two.txt/x', 'B'].map((path) => files.exists(path))).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(files.list('b/two.txt')).toEqual([]);
});

test('a missing file and a directory cannot be read', () => {
  const { files } = filesOf({ 'd/f': '' });
  for (const path of ['x', 'd']) {
    expect(() => files.read(path)).toThrow(
      expect.objectContaining({ code: 'STATIX_FILE_MISSING' }),
    );
  }
});

test('a pipe does not exist, wherever it is: reading it would not end', () => {
  const { root, files } = filesOf({ 'd/f': '', 'd/link': { link: 'pipe' } });
  execaSync('mkfifo', [join(root, 'd/pipe')]);
  expect(files.list('d')).toEqual([{ name: 'f', directory: false }]);
  expect(files.exists('d/link')).toBe(false);
  expect(() => files.read('d/pipe')).toThrow(
    expect.objectContaining({ code: 'STATIX_FILE_MISSING' }),
  );
});

test('what leads nowhere and what is a directory', () => {
  const { files } = filesOf({
    'd/f': '',
    'd/dead': { link: 'x' },
    'd/dir': { link: '../e' },
    'e/f': '',
  });
  expect(['d', 'd/f', 'd/dead', 'd/dir'].map((path) => files.isDirectory(path))).toEqual([
    true,
    false,
    false,
    true,
  ]);
});

test('one instance is one view', () => {
  const { files, write, root } = filesOf({ 'd/f': 'old' });
  expect(files.read('d/f')).toBe('old');
  write({ 'd/f': 'new', 'd/g': '' });
  expect(files.read('d/f')).toBe('old');
  expect(files.exists('d/g')).toBe(false);
  expect(repositoryFiles(root).read('d/f')).toBe('new');
});

test('never leaves the repository', () => {
  const outside = temporaryRepository({ secret: 's' });
  const { files } = filesOf({
    'a/f': '',
    'link-out': { link: outside.root },
    'file-out': { link: join(outside.root, 'secret') },
    'a/up': { link: '../..' },
  });
  for (const path of [
    '../secret',
    '..',
    '/etc/passwd',
    'link-out',
    'link-out/secret',
    'file-out',
    'a/up',
  ]) {
    expect(files.exists(path)).toBe(false);
    expect(() => files.read(path)).toThrow(
      expect.objectContaining({ code: 'STATIX_FILE_MISSING' }),
    );
    expect(files.list(path)).toEqual([]);
  }
});

test('links lead to what they name; loops and dangling ones do not exist', () => {
  const { files } = filesOf({
    'real/f': 'content',
    'a/linked': { link: '../real' },
    'a/self': { link: '.' },
    'a/to-b': { link: '../b' },
    'b/to-a': { link: '../a' },
    'a/gone': { link: 'nowhere' },
    'a/f': { link: '../real/f' },
    loop: { link: 'loop' },
  });
  expect(files.read('a/linked/f')).toBe('content');
  expect(files.read('a/f')).toBe('content');
  expect(files.list('a')).toEqual([
    { name: 'f', directory: false },
    { name: 'linked', directory: true },
    { name: 'to-b', directory: true },
  ]);
  expect(files.list('a/to-b')).toEqual([]);
  expect(files.exists('loop')).toBe(false);
});

test('a file that is not UTF-8 is named with line and column', () => {
  const latin1 = Buffer.concat([
    Buffer.from('# ä\nname = "'),
    Buffer.from([0xe4]),
    Buffer.from('"\n'),
  ]);
  const { files } = filesOf({ f: latin1, end: Buffer.from([0x61, 0xc3]) });
  expect(() => files.read('f')).toThrow(
    expect.objectContaining({
      code: 'STATIX_FILE_NOT_UTF8',
      what: 'f:2:9: the byte 0xe4 is not UTF-8',
    }),
  );
  expect(() => files.read('end')).toThrow(
    expect.objectContaining({ what: expect.stringContaining('end:1:2') }),
  );
});

test('a byte order mark is no content', () => {
  expect(filesOf({ f: '\uFEFFa' }).files.read('f')).toBe('a');
});

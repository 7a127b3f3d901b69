import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { stateDocument } from './state-document.js';

const newFolder = temporaryFolders();
const schema = z.strictObject({ count: z.number() });
const document = stateDocument('books.json', schema, { count: 0 }, 'it is counted again');
let env: { STATIX_STATE_DIR: string };
let path: string;
let printed: string[];

beforeEach(() => {
  env = { STATIX_STATE_DIR: newFolder() };
  path = join(env.STATIX_STATE_DIR, 'books.json');
  printed = [];
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
});

afterEach(() => jest.restoreAllMocks());

const count = () => document.change(env, (content) => ({ count: content.count + 1 }));

test('is empty before it is written, and keeps what was written', async () => {
  expect(await document.read(env)).toEqual({ count: 0 });
  await count();
  await count();
  expect(await document.read(env)).toEqual({ count: 2 });
  expect(printed).toEqual([]);
});

test.each([
  ['cut off', '{"count": 1'],
  ['of another version', '{"count": 1, "more": true}'],
  ['empty', ''],
])('fault: a file that is %s is put aside, said once, and stops nothing', async (_what, text) => {
  writeFileSync(path, text);
  expect(await document.read(env)).toEqual({ count: 0 });
  expect(await document.read(env)).toEqual({ count: 0 });
  await count();
  expect(await document.read(env)).toEqual({ count: 1 });
  expect(readFileSync(`${path}.broken`, 'utf8')).toBe(text);
  expect(printed).toHaveLength(1);
  expect(printed[0]).toContain(`was moved to ${path}.broken; it is counted again.`);
});

test('fault: a folder in its place is put aside', async () => {
  mkdirSync(path);
  await count();
  expect(await document.read(env)).toEqual({ count: 1 });
  expect(existsSync(`${path}.broken`)).toBe(true);
});

test('fault: a state directory that is a file says so, and how to use another', async () => {
  env = { STATIX_STATE_DIR: path };
  writeFileSync(path, '');
  const error = await statixErrorOf(count());
  expect(error.code).toBe('STATIX_STATE_UNWRITABLE');
  expect(error.why).toContain(`There is a file where a folder is needed: ${path}`);
  expect(error.remedies.map(({ snippet }) => snippet)).toEqual([
    `mv ${path} ${path}.away`,
    'export STATIX_STATE_DIR=/path/to/a/folder',
  ]);
});

test('fault: a state directory that may not be written to', async () => {
  // Root may write everywhere, but not into a file system of the kernel.
  const root = process.getuid?.() === 0;
  if (root) env = { STATIX_STATE_DIR: '/sys/statix' };
  else chmodSync(env.STATIX_STATE_DIR, 0o500);
  const error = await statixErrorOf(count());
  expect(error.code).toBe('STATIX_STATE_UNWRITABLE');
  expect(error.remedies.at(-1)?.snippet).toContain('STATIX_STATE_DIR');
});

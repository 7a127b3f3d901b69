import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { proofSchema } from '../expectations/run-options.js';
import { planProof } from '../expectations/run-plan.js';
import { withRunFiles } from './with-run-files.js';

const newFolder = temporaryFolders();
let root: string;

beforeEach(() => {
  root = newFolder();
  mkdirSync(join(root, 'testdata'));
  writeFileSync(join(root, 'testdata/a'), 'content');
});

const load = (file: string, { since, more = {} }: { since?: number; more?: object } = {}) =>
  withRunFiles(
    planProof(proofSchema.parse({ files: { '/x': { file }, '/y': 'text' }, ...more })),
    root,
    since,
  );

test('text, and the content of files of the workspace', async () => {
  const more = { perBinary: { app: { runs: [{ name: 'again' }] } } };
  const plan = await load('testdata/a', { more });
  const all = [plan.runs, ...plan.perBinary.values()].flat();
  expect(all).toHaveLength(3);
  for (const { files } of all) {
    expect(files).toEqual([
      { path: '/x', content: Buffer.from('content') },
      { path: '/y', content: Buffer.from('text') },
    ]);
  }
});

test.each<[string, (path: string) => void]>([
  ['is not there', () => undefined],
  [
    'is a folder',
    (path) => {
      mkdirSync(path);
    },
  ],
  [
    'is a pipe',
    (path) => {
      execFileSync('mkfifo', [path]);
    },
  ],
  [
    'is a link',
    (path) => {
      symlinkSync('a', path);
    },
  ],
  [
    'is a link out of the workspace',
    (path) => {
      symlinkSync('/etc/passwd', path);
    },
  ],
])('attack: a file that %s is refused', async (_, make) => {
  make(join(root, 'testdata/b'));
  expect((await statixErrorOf(load('testdata/b'))).code).toBe('STATIX_RUN_FILE_UNREADABLE');
});

test('attack: a link on the way to a file is refused', async () => {
  const elsewhere = newFolder();
  writeFileSync(join(elsewhere, 'secret'), 'secret');
  symlinkSync(elsewhere, join(root, 'linked'));
  expect((await statixErrorOf(load('linked/secret'))).code).toBe('STATIX_RUN_FILE_UNREADABLE');
});

test('attack: a file without end', async () => {
  truncateSync(join(root, 'testdata/a'), 8 * 1024 ** 2 + 1);
  expect((await statixErrorOf(load('testdata/a'))).code).toBe('STATIX_RUN_FILE_TOO_LONG');
});

test('attack: many files of the allowed length', async () => {
  truncateSync(join(root, 'testdata/a'), 8 * 1024 ** 2);
  const files = Object.fromEntries(
    Array.from({ length: 5 }, (_, index) => [`/f${index}`, { file: 'testdata/a' }]),
  );
  expect((await statixErrorOf(load('testdata/a', { more: { files } }))).code).toBe(
    'STATIX_RUN_FILE_TOO_LONG',
  );
});

test('fault: a file that changed after Nx has hashed it', async () => {
  const { ctimeMs } = statSync(join(root, 'testdata/a'));
  const error = await statixErrorOf(load('testdata/a', { since: ctimeMs - 1 }));
  expect(error.code).toBe('STATIX_INPUT_CHANGED');
  await load('testdata/a', { since: ctimeMs });
});

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { unlistedNames } from './unlisted-names.js';
import { workspaceFiles } from './workspace-files.js';

let root: string;
const plan = { compiled: [{ root: 'crates/app' }] };
const bytes = (...path: (string | number)[]): Buffer =>
  Buffer.concat(
    path.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))),
  );

beforeEach(() => {
  process.env['NX_DAEMON'] = 'false';
  root = realpathSync(mkdtempSync(join(tmpdir(), 'statix-names-')));
  mkdirSync(join(root, 'crates/app'), { recursive: true });
  writeFileSync(join(root, 'crates/app/plain.txt'), '');
  writeFileSync(join(root, 'crates/app/größe.txt'), '');
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

test('fault: a file whose name is not UTF-8 is told of, with a command that renames it', async () => {
  execaSync('git', ['init', '--quiet'], { cwd: root });
  expect(await unlistedNames(root, plan)).toEqual([]);
  writeFileSync(bytes(root, '/crates/app/it', 0x27, 's caf', 0xe9, '.txt'), 'x');
  const [line = '', ...others] = await unlistedNames(root, plan);
  expect(others).toEqual([]);
  expect(line).toContain("crates/app/it\\047s caf\\351.txt', whose name is not UTF-8");
  // What it is all about: Nx does not list it, and the build does not see it.
  expect(await workspaceFiles(root, ['crates/**/*'])).toEqual([
    'crates/app/größe.txt',
    'crates/app/plain.txt',
  ]);
  // The command, to the letter.
  const command = line.slice(line.indexOf(': mv ') + 2).replace('<name>', 'crates/app/cafe.txt');
  execaSync('bash', ['-c', command], { cwd: root });
  expect(await unlistedNames(root, plan)).toEqual([]);
});

test('without git there is nothing to tell', async () => {
  expect(await unlistedNames(root, plan)).toEqual([]);
});

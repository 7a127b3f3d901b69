import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execaSync } from 'execa';
import { buildSchema } from '../executors/build/schema.js';
import { loadPlan } from '../executors/build/load-plan.js';
import { hiddenInputs } from './hidden-inputs.js';

const manifest = (name: string, more = ''): string =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${more}`;

const files = {
  'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\n',
  'Cargo.lock':
    'version = 4\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["shared"]\n[[package]]\nname = "shared"\nversion = "0.1.0"\n[[package]]\nname = "other"\nversion = "0.1.0"\n',
  'crates/app/Cargo.toml': manifest('app', '[dependencies]\nshared = { path = "../shared" }\n'),
  'crates/app/src/main.rs': 'mod dist;\nfn main() {}\n',
  'crates/app/src/dist/mod.rs': '',
  'crates/app/src/dist/words.txt': '',
  'crates/app/tests/works.rs': '',
  'crates/app/tests/log/a.txt': '',
  'crates/shared/Cargo.toml': manifest('shared'),
  'crates/shared/src/lib.rs': '',
  'crates/shared/log/a.txt': '',
  'crates/other/Cargo.toml': manifest('other'),
  'crates/other/src/main.rs': 'fn main() {}\n',
  'crates/other/src/dist/mod.rs': '',
};

let root: string;
beforeEach(() => {
  process.env['NX_DAEMON'] = 'false';
  root = realpathSync(mkdtempSync(join(tmpdir(), 'statix-hidden-')));
  write(files);
  git('init', '--quiet');
  git('add', '--all');
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(contents: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(contents)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

function git(...args: string[]): void {
  execaSync('git', args, { cwd: root });
}

async function hidden(): Promise<string[]> {
  const options = buildSchema.parse({ manifest: 'crates/app/Cargo.toml' });
  const plan = await loadPlan(options, { workspaceRoot: root, projectName: 'app' });
  return hiddenInputs(root, plan);
}

test('fault: tracked files of the package and of a path dependency that ignore files hide, by line', async () => {
  write({ '.gitignore': '# ours\ndist\n', '.nxignore': 'log/\n' });
  expect(await hidden()).toEqual([
    'Not seen by this build: 2 files below crates/app/src/dist, tracked by git and hidden from Nx by line 2 of .gitignore (`dist`). If the build needs them, narrow that line.',
    'Not seen by this build: crates/shared/log/a.txt, tracked by git and hidden from Nx by line 1 of .nxignore (`log/`). If the build needs it, narrow that line.',
  ]);
});

test('what is not tracked, not there any more, taken in again or no input of this build is nothing to say', async () => {
  write({ '.gitignore': '/dist\nlog\n!crates/shared/log\n*.orig\n', 'crates/app/src/a.orig': '' });
  expect(await hidden()).toEqual([]);
  write({ '.gitignore': 'dist\n' });
  rmSync(join(root, 'crates/app/src/dist'), { recursive: true });
  expect(await hidden()).toEqual([]);
});

test('without git nothing is tracked', async () => {
  write({ '.gitignore': 'dist\n' });
  rmSync(join(root, '.git'), { recursive: true });
  expect(await hidden()).toEqual([]);
});

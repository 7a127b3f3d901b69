import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { revisionPlace } from '@statix/verify';
import { registerPlugin } from '../nx-json/register-plugin.js';
import { readRustWorkspace } from '../workspace/read-rust-workspace.js';
import { revisionGenerator } from './generator.js';

let tree: Tree;
beforeEach(() => {
  tree = createTreeWithEmptyWorkspace();
  registerPlugin(tree);
  for (const name of ['app', 'lib']) {
    tree.write(
      `crates/${name}/Cargo.toml`,
      `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n`,
    );
    tree.write(
      `crates/${name}/Cargo.lock`,
      `version = 4\n\n[[package]]\nname = "${name}"\nversion = "0.1.0"\n`,
    );
  }
  tree.write('crates/app/src/main.rs', 'fn main() {}\n');
  tree.write('crates/lib/src/lib.rs', '');
});

const run = (project: string) =>
  revisionGenerator(tree, { project, skipFormat: true }, (of) =>
    readRustWorkspace(of, () => Promise.resolve(undefined)),
  );
const read = (path: string) => tree.read(path, 'utf8');

test('a program gets the module and the step', async () => {
  await run('app');
  expect(read('crates/app/src/revision.rs')).toContain('pub fn revision()');
  expect(read('crates/app/Cargo.toml')).toContain(
    '[package.metadata.statix]\nstamp-static = true\n',
  );
  expect(tree.exists('crates/lib/src/revision.rs')).toBe(false);
});

test('a library gets the module alone', async () => {
  await run('lib');
  expect(tree.exists('crates/lib/src/revision.rs')).toBe(true);
  expect(read('crates/lib/Cargo.toml')).not.toContain('stamp-static');
});

test('a module that somebody has written stays', async () => {
  tree.write('crates/app/src/revision.rs', '// mine\n');
  await run('app');
  expect(read('crates/app/src/revision.rs')).toBe('// mine\n');
});

test('options of the step stay', async () => {
  const table = '\n[package.metadata.statix.stamp-static]\ndirty = "refuse"\n';
  tree.write('crates/app/Cargo.toml', `${read('crates/app/Cargo.toml')}${table}`);
  await run('app');
  expect(read('crates/app/Cargo.toml')).toContain(table);
  expect(read('crates/app/Cargo.toml')).not.toContain('stamp-static = true');
});

test('the module keeps the place that the step looks for, and docs show it', () => {
  const module = readFileSync(join(__dirname, 'files/revision.rs'), 'utf8');
  expect(module.split(revisionPlace.mark)).toHaveLength(2);
  expect(module).toContain(`mark: *b"${revisionPlace.mark}"`);
  expect(module).toContain(`[u8; ${revisionPlace.mark.length}]`);
  expect(module).toContain(`text: [0; ${revisionPlace.size}]`);
  const docs = readFileSync(join(__dirname, '../../../../../docs/revision.md'), 'utf8');
  expect(docs).toContain(module);
});

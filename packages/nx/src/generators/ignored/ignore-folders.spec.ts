import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { readCargo } from '../cargo/read-cargo.js';
import { ignoreFolders } from './ignore-folders.js';
import { isIgnored } from './is-ignored.js';
import { targetFolders } from './target-folders.js';

let tree: Tree;
beforeEach(() => {
  tree = createTreeWithEmptyWorkspace();
  tree.delete('.gitignore');
});

test('fault: the line for an output folder hides no module of that name', () => {
  ignoreFolders(tree, ['dist', 'rust/target']);
  expect(tree.read('.gitignore', 'utf8')).toBe('/dist\n/rust/target\n');
  expect(isIgnored(tree, 'rust/target')).toBe(true);
  expect(isIgnored(tree, 'src/dist')).toBe(false);
  expect(isIgnored(tree, 'rust/src/target')).toBe(false);
});

test.each([
  ['dist\ntarget\n', undefined],
  ['/dist/\n**/target/\n', undefined],
  ['# dist\n/target\n', '# dist\n/target\n/dist\n'],
  ['*.log\n!target\n', '*.log\n!target\n/dist\n/rust/target\n'],
])('what git ignores by %j is not named again', (before, after) => {
  tree.write('.gitignore', before);
  ignoreFolders(tree, before.startsWith('#') ? ['dist', 'target'] : ['dist', 'rust/target']);
  expect(tree.read('.gitignore', 'utf8')).toBe(after ?? before);
});

test('a .gitignore further down counts, and the nearest one wins', () => {
  tree.write('rust/.gitignore', '/target\n');
  tree.write('.gitignore', 'build\n');
  tree.write('sdk/.gitignore', '!build\n');
  expect(isIgnored(tree, 'rust/target')).toBe(true);
  expect(isIgnored(tree, 'app/build')).toBe(true);
  expect(isIgnored(tree, 'sdk/build')).toBe(false);
});

test('a folder whose name has characters that .gitignore reads as a pattern', () => {
  ignoreFolders(tree, ['a[b]*/target']);
  expect(isIgnored(tree, 'a[b]*/target')).toBe(true);
  expect(isIgnored(tree, 'ab/target')).toBe(false);
});

test('each Cargo workspace has its target folder, members have none', async () => {
  expect(targetFolders(await readCargo(tree))).toEqual(['target']);
  tree.write('rust/Cargo.toml', '[workspace]\nmembers = ["a"]\n');
  tree.write('rust/a/Cargo.toml', '[package]\nname = "a"\n');
  tree.write('rust/a/src/lib.rs', '');
  tree.write('alone/Cargo.toml', '[package]\nname = "alone"\n');
  tree.write('alone/src/lib.rs', '');
  expect(targetFolders(await readCargo(tree))).toEqual(['alone/target', 'rust/target']);
});

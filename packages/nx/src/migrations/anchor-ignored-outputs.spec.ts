import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { logger, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import * as z from 'zod';
import { isIgnored } from '../generators/ignored/is-ignored.js';
import anchorIgnoredOutputs from './anchor-ignored-outputs.js';

let tree: Tree;
let said: string;
beforeEach(() => {
  tree = createTreeWithEmptyWorkspace();
  said = '';
  jest.spyOn(logger, 'info').mockImplementation((line) => {
    said += `${String(line)}\n`;
  });
  tree.write('rust/Cargo.toml', '[package]\nname = "app"\nversion = "0.1.0"\n');
  tree.write('rust/src/main.rs', 'mod dist;\n');
});
afterEach(() => {
  jest.restoreAllMocks();
});

async function migrated(gitignore: string): Promise<string> {
  tree.write('.gitignore', gitignore);
  await anchorIgnoredOutputs(tree);
  return tree.read('.gitignore', 'utf8')!;
}

test('fault: a module called dist was hidden by the lines of an earlier init', async () => {
  tree.write('rust/src/dist/mod.rs', '');
  tree.write('rust/src/target/mod.rs', '');
  expect(await migrated('node_modules\n.nx\ndist\ntarget\n')).toBe(
    'node_modules\n.nx\n/dist\n/rust/target\n',
  );
  expect(isIgnored(tree, 'rust/src/dist')).toBe(false);
  expect(isIgnored(tree, 'rust/target')).toBe(true);
  expect(said).toContain('/dist, /rust/target');
  expect(said).toContain('rust/src/dist, rust/src/target');
});

test('what builds write stays ignored: cargo’s folders and those of npm packages', async () => {
  tree.write('web/package.json', '{}');
  tree.write('web/dist/index.js', '');
  tree.write('rust/fuzz/target/CACHEDIR.TAG', '');
  expect(await migrated('dist\ntarget\n')).toBe(
    '/dist\n/web/dist\n/rust/fuzz/target\n/rust/target\n',
  );
  expect(said).not.toContain('from now on');
});

test.each([
  ['/target\ndist\n', '/target\n/dist\n'],
  ['dist/\n\ntarget\n\n', 'dist/\n\n/rust/target\n\n'],
  ['tmp\r\ndist\r\ntarget\r\n', 'tmp\r\n/dist\r\n/rust/target\r\n'],
])('%j: only the lines that init wrote', async (before, after) => {
  expect(await migrated(before)).toBe(after);
});

test.each([
  ['of somebody else', 'dist\ntmp\n/target\n'],
  ['the template of GitHub', 'debug\ntarget\n**/*.rs.bk\n'],
  ['anchored already', '/dist\n/rust/target\n'],
  ['nothing', ''],
])('left alone: %s', async (_, gitignore) => {
  expect(await migrated(gitignore)).toBe(gitignore);
  expect(said).toBe('');
});

test('run again, or without a .gitignore, it changes nothing', async () => {
  const once = await migrated('dist\ntarget\n');
  expect(await migrated(once)).toBe(once);
  tree.delete('.gitignore');
  await anchorIgnoredOutputs(tree);
  expect(tree.exists('.gitignore')).toBe(false);
});

test('every migration is there, and runs on the way from the first release to any later one', () => {
  const root = join(__dirname, '../..');
  const { generators } = z
    .object({
      generators: z.record(
        z.string(),
        z.object({ version: z.string(), description: z.string(), implementation: z.string() }),
      ),
    })
    .parse(JSON.parse(readFileSync(join(root, 'migrations.json'), 'utf8')));
  for (const { version, implementation } of Object.values(generators)) {
    const source = implementation.replace('./dist/', './src/').replace(/\.js$/, '.ts');
    expect(existsSync(join(root, source))).toBe(true);
    expect(version).toMatch(/^\d+\.\d+\.\d+-beta\.0$/);
  }
});

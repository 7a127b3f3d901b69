import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRepository, repositoryFiles } from '@statix/cargo';
import { cargoRootAbove } from './cargo-root-above.js';

let above: string;
let root: string;
beforeEach(() => {
  above = mkdtempSync(join(tmpdir(), 'statix-above-'));
  mkdirSync(join(above, '.git'));
  root = join(above, 'web/tools');
  mkdirSync(root, { recursive: true });
});
afterEach(() => {
  rmSync(above, { recursive: true, force: true });
});

function findings() {
  const files = repositoryFiles(root);
  const manifests = ['Cargo.toml', 'app/Cargo.toml'].filter((path) => files.exists(path));
  return cargoRootAbove(root, readRepository(manifests, files).packages, files);
}

function writeApp(folder = 'app'): void {
  mkdirSync(join(root, folder, 'src'), { recursive: true });
  writeFileSync(join(root, folder, 'src/main.rs'), 'fn main() {}\n');
  writeFileSync(join(root, folder, 'Cargo.toml'), app);
}

const app = '[package]\nname = "app"\nversion = "0.1.0"\n';

test('fault: a Cargo workspace above the root of Nx is named with its line', () => {
  writeApp();
  writeFileSync(join(above, 'Cargo.toml'), '# ours\n[workspace]\nmembers = ["web/tools/*"]\n');
  const [finding] = findings();
  expect(finding).toMatchObject({ severity: 'error', code: 'cargo-root-above-nx' });
  expect(finding?.evidence[0]?.text).toBe(`${join(above, 'Cargo.toml')}:2`);
  expect(finding?.remedies[1]?.snippet).toBe('[workspace]\nexclude = ["web/tools"]');
});

test('a package above is no workspace; nor is one of another repository above', () => {
  writeApp();
  writeFileSync(join(above, 'Cargo.toml'), '[package]\nname = "other"\nversion = "0.1.0"\n');
  expect(findings()).toEqual([]);
  writeFileSync(join(above, 'Cargo.toml'), '[workspace]\n');
  expect(findings()).toHaveLength(1);
  mkdirSync(join(root, '.git'));
  expect(findings()).toEqual([]);
});

test.each([
  ['names the folder of Nx', 'exclude = ["web/tools"]', 0],
  ['names a folder above it', 'exclude = ["web"]', 0],
  ['names the package', 'exclude = ["web/tools/app"]', 0],
  ['names another', 'exclude = ["web/tool"]', 1],
  ['is outdone by a member', 'exclude = ["web"]\nmembers = ["web/tools/app"]', 1],
])('fault: an `exclude` of the workspace above that %s', (_name, keys, count) => {
  writeApp();
  writeFileSync(join(above, 'Cargo.toml'), `[workspace]\n${keys}\n`);
  expect(findings()).toHaveLength(count);
});

test('fault: packages with a workspace of their own below are no matter of one above', () => {
  writeApp();
  writeFileSync(join(above, 'Cargo.toml'), '[workspace]\n');
  writeFileSync(join(root, 'Cargo.toml'), '[workspace]\nmembers = ["app"]\n');
  expect(findings()).toEqual([]);
  rmSync(join(root, 'Cargo.toml'));
  writeFileSync(join(root, 'app/Cargo.toml'), `${app}[workspace]\n`);
  expect(findings()).toEqual([]);
});

test('an Nx workspace without programs, and one whose root is the package', () => {
  writeFileSync(join(above, 'Cargo.toml'), '[workspace]\nexclude = ["web/tools"]\n');
  expect(findings()).toEqual([]);
  writeApp('.');
  expect(findings()).toEqual([]);
  writeFileSync(join(above, 'Cargo.toml'), '[workspace]\n');
  expect(findings()).toHaveLength(1);
});

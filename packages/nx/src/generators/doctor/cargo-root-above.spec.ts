import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

test('fault: a Cargo workspace above the root of Nx is named with its line', () => {
  writeFileSync(join(above, 'Cargo.toml'), '# ours\n[workspace]\nmembers = ["web/tools/*"]\n');
  const [finding] = cargoRootAbove(root);
  expect(finding).toMatchObject({ severity: 'error', code: 'cargo-root-above-nx' });
  expect(finding?.evidence[0]?.text).toBe(`${join(above, 'Cargo.toml')}:2`);
});

test('a package above is no workspace; one beside Nx is not above; nor is one of another repository', () => {
  writeFileSync(join(above, 'Cargo.toml'), '[package]\nname = "other"\nversion = "0.1.0"\n');
  writeFileSync(join(root, 'Cargo.toml'), '[workspace]\n');
  expect(cargoRootAbove(root)).toEqual([]);
  writeFileSync(join(above, 'Cargo.toml'), '[workspace]\n');
  mkdirSync(join(root, '.git'));
  expect(cargoRootAbove(root)).toEqual([]);
});

import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestInputs, readInputs } from './read-inputs.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'statix-inputs-'));
  mkdirSync(join(root, 'src'));
  writeFileSync(join(root, 'src/main.rs'), 'fn main() {}');
  writeFileSync(join(root, 'run.sh'), '#!/bin/sh');
  chmodSync(join(root, 'run.sh'), 0o755);
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

test('content, digest and executable bit', async () => {
  const [main, script] = await readInputs(root, ['src/main.rs', 'run.sh']);
  expect(main).toMatchObject({ path: 'src/main.rs', executable: false });
  expect(main!.content.toString()).toBe('fn main() {}');
  expect(main!.sha256).toBe('ef32637cb9c3ec2e3968c9cbdf26a5e9c172be94f88af533e14bd43f892d5297');
  expect(script).toMatchObject({ path: 'run.sh', executable: true });
});

test('a link inside the workspace is the file it leads to', async () => {
  symlinkSync('src/main.rs', join(root, 'link.rs'));
  const [link, main] = await readInputs(root, ['link.rs', 'src/main.rs']);
  expect(link!.sha256).toBe(main!.sha256);
});

test('a link out of the workspace is refused: Nx does not hash what it leads to', async () => {
  symlinkSync('/etc/hostname', join(root, 'out'));
  await expect(readInputs(root, ['out'])).rejects.toMatchObject({ code: 'STATIX_INPUT_OUTSIDE' });
});

test('a file that vanished is named', async () => {
  await expect(readInputs(root, ['gone.rs'])).rejects.toMatchObject({
    code: 'STATIX_INPUT_UNREADABLE',
    what: 'gone.rs cannot be read',
  });
});

test('the digest depends on content, path and mode', async () => {
  const before = digestInputs(await readInputs(root, ['src/main.rs', 'run.sh']));
  chmodSync(join(root, 'run.sh'), 0o644);
  const mode = digestInputs(await readInputs(root, ['src/main.rs', 'run.sh']));
  writeFileSync(join(root, 'src/main.rs'), 'fn main(){ }');
  const content = digestInputs(await readInputs(root, ['src/main.rs', 'run.sh']));
  expect(new Set([before, mode, content]).size).toBe(3);
});

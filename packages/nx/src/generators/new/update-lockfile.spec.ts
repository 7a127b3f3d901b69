import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { updateLockfile } from './update-lockfile.js';

let folder: string;
const path = process.env['PATH'] ?? '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'statix-lockfile-'));
});
afterEach(() => {
  process.env['PATH'] = path;
  rmSync(folder, { recursive: true });
});

function withCargo(script: string): void {
  writeFileSync(join(folder, 'cargo'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'cargo'), 0o755);
  process.env['PATH'] = `${folder}${delimiter}${path}`;
}

const reports: string[] = [];
beforeEach(() => {
  reports.length = 0;
});
const update = () =>
  updateLockfile(
    folder,
    '',
    { reference: 'statix.local/statix:0', make: 'npx nx run statix-image:image' },
    (line) => reports.push(line),
  );

test('cargo is asked for the workspace’s own packages only', async () => {
  withCargo('echo "$@" > asked');
  await update();
  expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe('update --workspace --quiet\n');
  expect(reports).toEqual([]);
});

test('what cargo says is said, with commands that can be typed as they stand', async () => {
  withCargo('echo "error: no such host" >&2; exit 101');
  await update();
  expect(reports.join()).toMatch(
    /^error: no such host\nCargo\.lock does not have the new package yet/,
  );
  expect(reports.join()).toContain('/workspace statix.local/statix:0 cargo update --workspace');
  expect(reports.join()).not.toMatch(/<\w+>/);
});

test('a machine without cargo', async () => {
  process.env['PATH'] = folder;
  await update();
  expect(reports.join()).toMatch(/^There is no cargo on this machine\.\n/);
});

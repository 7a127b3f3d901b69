import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readInputs } from './read-inputs.js';
import { requireUnchanged } from './require-unchanged.js';

let root: string;
let since: number;
const paths = ['app/src/main.rs', 'app/src/data.txt'];

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'statix-unchanged-'));
  mkdirSync(join(root, 'app/src'), { recursive: true });
  for (const path of [...paths, 'Cargo.lock']) writeFileSync(join(root, path), 'one');
  since = await afterNow();
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

/** A time between what was written so far and what will be: the clock of files ticks in steps. */
async function afterNow(): Promise<number> {
  const clock = join(root, 'clock');
  const tick = (): number => {
    writeFileSync(clock, '');
    return statSync(clock).ctimeMs;
  };
  const before = tick();
  while (tick() <= before) await new Promise(setImmediate);
  const now = statSync(clock).ctimeMs;
  while (tick() <= now) await new Promise(setImmediate);
  return now;
}

async function check(
  { at, present = paths }: { at?: number | undefined; present?: string[] } = { at: since },
) {
  const files = await readInputs(root, present);
  return requireUnchanged(root, at, { files, cutFiles: ['Cargo.lock'], folders: ['app'] });
}

const changed = (path: string) =>
  expect.objectContaining({
    code: 'STATIX_INPUT_CHANGED',
    what: expect.stringContaining(`${path} changed after this run of Nx began`),
  });

test('what was there before the run may be built', async () => {
  await expect(check()).resolves.toBeUndefined();
});

test('fault: an input is edited after Nx has hashed it', async () => {
  writeFileSync(join(root, 'app/src/data.txt'), 'two');
  await expect(check()).rejects.toEqual(changed('app/src/data.txt'));
});

test('fault: an edit is taken back, its time of modification included', async () => {
  const { atime, mtime } = statSync(join(root, 'app/src/data.txt'));
  writeFileSync(join(root, 'app/src/data.txt'), 'two');
  writeFileSync(join(root, 'app/src/data.txt'), 'one');
  utimesSync(join(root, 'app/src/data.txt'), atime, mtime);
  await expect(check()).rejects.toEqual(changed('app/src/data.txt'));
});

test('fault: the lock, of which the build sees a part, is edited', async () => {
  writeFileSync(join(root, 'Cargo.lock'), 'two');
  await expect(check()).rejects.toEqual(changed('Cargo.lock'));
});

test('fault: an input is removed for the time of a build', async () => {
  rmSync(join(root, 'app/src/data.txt'));
  await expect(check({ at: since, present: ['app/src/main.rs'] })).rejects.toEqual(
    changed('app/src/'),
  );
});

test('a folder that something else was made in', async () => {
  mkdirSync(join(root, 'app/target'));
  await expect(check()).resolves.toBeUndefined();
});

test('nothing is refused where the start of the run is not known', async () => {
  writeFileSync(join(root, 'app/src/data.txt'), 'two');
  await expect(check({ at: undefined })).resolves.toBeUndefined();
});

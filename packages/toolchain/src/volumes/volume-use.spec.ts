import { chmodSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastVolumeUse, recordVolumeUse } from './volume-use.js';

let state: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'statix-volume-use-'));
});

afterEach(() => {
  rmSync(state, { recursive: true, force: true });
});

test('the last use is that of the last record', async () => {
  const env = { STATIX_STATE_DIR: state };
  expect(await lastVolumeUse('statix-target-a', env)).toBeUndefined();
  await recordVolumeUse('statix-target-a', env);
  const long = new Date('2020-01-01T00:00:00Z');
  utimesSync(join(state, 'volume-use/statix-target-a'), long, long);
  expect(await lastVolumeUse('statix-target-a', env)).toEqual(long);
  await recordVolumeUse('statix-target-a', env);
  expect((await lastVolumeUse('statix-target-a', env))?.getTime()).toBeGreaterThan(long.getTime());
});

test('fault: a record of uses that cannot be written or read keeps no build from running', async () => {
  const file = join(state, 'file');
  writeFileSync(file, '');
  chmodSync(file, 0o400);
  const env = { STATIX_STATE_DIR: file };
  await recordVolumeUse('statix-target-a', env);
  expect(await lastVolumeUse('statix-target-a', env)).toBeUndefined();
});

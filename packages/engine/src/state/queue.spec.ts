import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { processStart } from './process-start.js';
import { joinQueue } from './queue.js';

const newFolder = temporaryFolders();

function environment() {
  const env = { STATIX_STATE_DIR: newFolder() };
  return { env, folder: join(env.STATIX_STATE_DIR, 'queues', 'cargo') };
}

const newPlace = (env: NodeJS.ProcessEnv) => joinQueue('cargo', env);

test('who is alone is next', async () => {
  const { env } = environment();
  const place = await newPlace(env);
  expect(await place.isNext()).toBe(true);
  place.wants('store', 1);
  expect(await place.isNext()).toBe(true);
});

test('who wants most is next, and then the other', async () => {
  const { env, folder } = environment();
  const [small, large] = [await newPlace(env), await newPlace(env)];
  small.wants('store', 30);
  large.wants('store', 83);
  expect([await small.isNext(), await large.isNext()]).toEqual([false, true]);
  large.leave();
  expect(await small.isNext()).toBe(true);
  small.leave();
  expect(readdirSync(folder)).toEqual([]);
});

test('who wants as much, or something else, is not waited for', async () => {
  const { env } = environment();
  const [one, alike, other] = [await newPlace(env), await newPlace(env), await newPlace(env)];
  one.wants('store', 30);
  alike.wants('store', 30);
  other.wants('another store', 83);
  expect(await Promise.all([one, alike, other].map((place) => place.isNext()))).toEqual([
    true,
    true,
    true,
  ]);
});

test('who has come and not said what he wants is waited for, until he leaves', async () => {
  const { env } = environment();
  const [one, coming] = [await newPlace(env), await newPlace(env)];
  one.wants('store', 30);
  expect(await one.isNext()).toBe(false);
  coming.leave();
  expect(await one.isNext()).toBe(true);
});

describe('is not waited for', () => {
  test.each<[string, (own: object) => string]>([
    ['who came long ago', (own) => JSON.stringify({ ...own, since: Date.now() - 5_000 })],
    [
      'who comes in the future: the clock was set back',
      (own) => JSON.stringify({ ...own, since: Date.now() * 2 }),
    ],
    ['a process that is dead', (own) => JSON.stringify({ ...own, pidStarted: 'before/1' })],
    ['what is no place', () => '{"pid":"all"}'],
    ['half a file', () => '{"pid":'],
  ])('%s', async (_what, change) => {
    const { env, folder } = environment();
    const own = await newPlace(env);
    own.wants('store', 30);
    const [file = ''] = readdirSync(folder);
    const { pid, pidStarted, since } = JSON.parse(
      readFileSync(join(folder, file), 'utf8'),
    ) as Record<string, unknown>;
    expect(pidStarted).toBe(await processStart(process.pid));
    const other = join(folder, '7-other.json');
    writeFileSync(join(folder, '8-other.json'), JSON.stringify({ pid, pidStarted, since }));
    expect(await own.isNext()).toBe(false);
    rmSync(join(folder, '8-other.json'));
    writeFileSync(other, change({ pid, pidStarted, since }));
    expect(await own.isNext()).toBe(true);
  });
});

test('what a dead process has left is removed', async () => {
  const { env, folder } = environment();
  const own = await newPlace(env);
  own.wants('store', 30);
  const dead = {
    ...{ pid: 4_194_305, pidStarted: 'before/1', since: Date.now() },
    wanted: { what: 'store', size: 83 },
  };
  writeFileSync(join(folder, 'dead.json'), JSON.stringify(dead));
  expect(await own.isNext()).toBe(true);
  expect(readdirSync(folder)).toHaveLength(1);
});

test('fault: the state folder takes nothing: order is of use, and no more', async () => {
  const { env } = environment();
  symlinkSync('/sys', join(env.STATIX_STATE_DIR, 'queues'));
  const place = await newPlace(env);
  place.wants('store', 30);
  expect(await place.isNext()).toBe(true);
  place.leave();
});

test('fault: a folder in the place of a file', async () => {
  const { env, folder } = environment();
  const place = await newPlace(env);
  mkdirSync(join(folder, 'no file.json'));
  place.wants('store', 30);
  expect(await place.isNext()).toBe(true);
});

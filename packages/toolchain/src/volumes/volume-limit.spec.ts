import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { withLock } from '@statix/engine';
import { stubEngine } from '@statix/engine/testing/stub-engine';
import { buildVolumeLabels, type BuildVolume } from './build-volumes.js';
import { beyondLimit, cacheLimit, keepVolumesWithin } from './volume-limit.js';
import { recordVolumeUse } from './volume-use.js';

const newFolder = temporaryFolders();
const GIB = 1024 ** 3;

function volume(name: string, sizeBytes: number | undefined): BuildVolume {
  const scope = { workspaceRoot: '/w', identity: 'i', trustScope: 'local' };
  return { name, kind: 'target', project: name, lock: name, sizeBytes, ...scope };
}

const used = (name: string, size: number | undefined, day?: number) => ({
  volume: volume(name, size),
  lastUse: day === undefined ? undefined : new Date(2026, 0, day),
});

describe('beyondLimit', () => {
  const names = (limit: number, keep: string[] = []) =>
    beyondLimit([used('new', 30, 9), used('old', 30, 1), used('unknown', 30)], limit, keep).map(
      ({ name }) => name,
    );

  test('nothing where there is room', () => {
    expect(names(90)).toEqual([]);
  });

  test('the ones used longest ago, and no more than has to go', () => {
    expect(names(89)).toEqual(['unknown']);
    expect(names(59)).toEqual(['unknown', 'old']);
    expect(names(0)).toEqual(['unknown', 'old', 'new']);
  });

  test('what is kept stays, and what has no known size frees nothing', () => {
    expect(names(59, ['unknown'])).toEqual(['old', 'new']);
    expect(beyondLimit([used('sizeless', undefined, 1)], 0, [])).toEqual([]);
  });
});

describe('STATIX_CACHE_LIMIT', () => {
  test.each([
    [undefined, 50 * GIB],
    ['', 50 * GIB],
    ['20g', 20 * GIB],
    ['none', Infinity],
  ])('%s', (text, bytes) => {
    expect(cacheLimit(text === undefined ? {} : { STATIX_CACHE_LIMIT: text })).toBe(bytes);
  });

  test('fault: what is no size is refused by name', async () => {
    const read = Promise.resolve().then(() => cacheLimit({ STATIX_CACHE_LIMIT: 'much' }));
    expect((await statixErrorOf(read)).what).toContain('STATIX_CACHE_LIMIT');
  });
});

describe('keepVolumesWithin', () => {
  function setting() {
    const env = { STATIX_STATE_DIR: newFolder() };
    const removed: string[] = [];
    const scope = { installation: 'x', workspaceRoot: '/w', imageIdentity: 'i', trustScope: 'l' };
    const facts = ['first', 'second', 'own'].map((name) => ({
      name,
      sizeBytes: 10,
      labels: buildVolumeLabels(scope, { kind: 'target', project: name, lock: name }),
    }));
    const engine = stubEngine({
      listVolumes: async () => facts.filter(({ name }) => !removed.includes(name)),
      removeVolume: async (name) => removed.push(name) > 0,
    });
    const limit = { installation: 'x', limitBytes: 15, keep: ['own'], env };
    return { env, removed, engine, limit };
  }

  test('once a day, all but what the build has used', async () => {
    const { engine, removed, limit } = setting();
    await keepVolumesWithin(engine, limit);
    expect(removed.sort()).toEqual(['first', 'second']);
    removed.length = 0;
    await keepVolumesWithin(engine, limit);
    expect(removed).toEqual([]);
  });

  test('fault: a volume that a build uses stays, and nobody waits for it', async () => {
    const { engine, removed, limit, env } = setting();
    await recordVolumeUse('second', env);
    await withLock('first', () => keepVolumesWithin(engine, limit), { env });
    expect(removed).toEqual(['second']);
  });

  test('fault: an engine that does not answer costs the build nothing', async () => {
    const { limit } = setting();
    const engine = stubEngine({ listVolumes: () => Promise.reject(new Error('gone')) });
    await expect(keepVolumesWithin(engine, limit)).resolves.toBeUndefined();
  });
});

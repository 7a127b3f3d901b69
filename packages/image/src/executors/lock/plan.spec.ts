import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isStatixError, parseOptions, type StatixError } from '@statix/contract';
import { readAnswer, type ArchiveAnswer } from '../../archive/archive-answer.js';
import type { LockableRecipe, WantedCrate } from '../../recipe/lockable-recipe.js';
import { planLock } from '../../lock/plan-lock.js';
import { checkFailed, lockGaps, planRequest } from './plan.js';
import { resolvePins } from './resolve-pins.js';
import { lockSchema } from './schema.js';

const ANSWER = readAnswer(
  readFileSync(join(__dirname, '../../archive/fixtures/trixie.answer'), 'utf8'),
) as ArchiveAnswer;
const RECIPE: LockableRecipe = {
  suite: 'trixie',
  archives: {},
  arguments: { EXTRA_PACKAGES: '' },
  roots: { essential: ['?essential'], sources: [], runtime: ['clang-22'], build: [], tools: [] },
  sources: [{ name: 'openssl', source: 'openssl', license: 'Apache-2.0' }],
  crates: [{ name: 'libmimalloc-sys', version: '0.1.49', sha256: 'a'.repeat(64) }],
};
const LOCK = planLock({
  recipe: RECIPE,
  previous: undefined,
  refresh: 'newest',
  pins: {},
  answer: ANSWER,
  crates: [
    {
      name: 'libmimalloc-sys',
      version: '0.1.49',
      license: 'MIT',
      path: 'crates/libmimalloc-sys/libmimalloc-sys-0.1.49.crate',
      size: 1,
      sha256: 'a'.repeat(64),
    },
  ],
  canBeHad: () => true,
}).lock;

const request = (options: object) =>
  planRequest(parseOptions(lockSchema, { definition: 'd', identity: 'i', ...options }, 'lock'));

function errorOf(work: () => unknown): StatixError {
  try {
    work();
  } catch (error) {
    if (isStatixError(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('planRequest', () => {
  test.each([
    [{}, 'refresh'],
    [{ check: true }, 'check'],
    [{ ifNeeded: true }, 'if-needed'],
    [{ set: 'openssl=3.5.7' }, 'set'],
    [{ set: ['openssl=3.5.7', 'cmake=newest'] }, 'set'],
  ])('%j is %s', (options, mode) => {
    expect(request(options).mode).toBe(mode);
  });

  test('pins and the end of pins', () => {
    const plan = request({ set: ['openssl=3.5.7', 'cmake=newest'] });
    expect([...plan.pin]).toEqual([['openssl', '3.5.7']]);
    expect([...plan.unpin]).toEqual(['cmake']);
  });

  test.each([{ check: true, ifNeeded: true }, { check: true, set: 'a=1' }, { set: 'openssl' }])(
    '%j is refused',
    (options) => {
      expect(errorOf(() => request(options)).code).toBe('STATIX_OPTION_INVALID');
    },
  );
});

describe('resolvePins', () => {
  const pins = (set: string | string[], previous = LOCK) =>
    resolvePins(request({ set }), RECIPE, previous, ANSWER);

  test('a version as upstream writes it is the newest of Debian’s', () => {
    expect(pins('openssl=3.5.7')).toEqual({ openssl: '3.5.7-1~deb13u3' });
    expect(pins('openssl=3.5.7-1~deb13u2')).toEqual({ openssl: '3.5.7-1~deb13u2' });
  });

  test('newest ends a pin, and others stay', () => {
    const previous = { ...LOCK, pins: { openssl: '3.5.6-1~deb13u2', 'clang-22': '1:22.1.8-1' } };
    expect(pins('openssl=newest', previous)).toEqual({ 'clang-22': '1:22.1.8-1' });
  });

  test('a version that there is not is refused with those there are', () => {
    const error = errorOf(() => pins('openssl=3.6.0'));
    expect(error.code).toBe('STATIX_LOCK_NO_SUCH_VERSION');
    expect(error.why).toContain('3.5.7-1~deb13u3, 3.5.7-1~deb13u2, 3.5.6-1~deb13u2');
    expect(error.remedies[0]?.snippet).toContain('--set=openssl=3.5.7-1~deb13u3');
  });

  test('a name that there is not is refused with the nearest', () => {
    const error = errorOf(() => pins('opensll=3.5.7'));
    expect(error.code).toBe('STATIX_LOCK_NO_SUCH_NAME');
    expect(error.remedies[0]?.text).toContain("'openssl'");
  });
});

describe('lockGaps', () => {
  test('none', () => {
    expect(lockGaps(RECIPE, LOCK)).toEqual([]);
  });

  test('no lock, another argument, a new source, a new package, another crate', () => {
    expect(lockGaps(RECIPE, undefined)).toHaveLength(1);
    const recipe: LockableRecipe = {
      ...RECIPE,
      arguments: { EXTRA_PACKAGES: 'python3' },
      roots: { ...RECIPE.roots, runtime: ['clang-22', 'python3'] },
      sources: [...RECIPE.sources, { name: 'curl', source: 'curl', license: 'curl' }],
      crates: [{ name: 'libmimalloc-sys', version: '0.1.50', sha256: 'b'.repeat(64) }],
    };
    expect(lockGaps(recipe, LOCK)).toEqual([
      'the argument EXTRA_PACKAGES has another value',
      'the source curl is not in it',
      'the crate libmimalloc-sys 0.1.50 is not in it',
      'the package python3 is not in it',
    ]);
  });
});

test('a package that the lock has for another stage alone', () => {
  const packages = LOCK.packages.map((entry) =>
    entry.name === 'clang-22' ? { ...entry, sets: ['sources' as const] } : entry,
  );
  expect(lockGaps(RECIPE, { ...LOCK, packages })).toEqual([
    'the package clang-22 is not in its set runtime',
  ]);
  const roots = { ...RECIPE.roots, tools: ['clang-22'], build: ['clang-22'] };
  expect(lockGaps({ ...RECIPE, roots }, LOCK)).toEqual([]);
});

const BOTH: WantedCrate['sets'] = ['crates', 'tools'];

test('a crate that the lock has for what compiles is not there for a tool', () => {
  const crates = RECIPE.crates.map((crate) => ({ ...crate, sets: BOTH }));
  expect(lockGaps({ ...RECIPE, crates }, LOCK)).toEqual([
    'the crate libmimalloc-sys 0.1.49 is not in it',
  ]);
});

test('one that the lock has for std too is there for a tool', () => {
  const locked = { ...LOCK, crates: LOCK.crates.map((crate) => ({ ...crate, sets: BOTH })) };
  const crates = RECIPE.crates.map((crate) => ({ ...crate, sets: ['tools' as const] }));
  expect(lockGaps({ ...RECIPE, crates }, locked)).toEqual([]);
});

describe('checkFailed', () => {
  test('tells what is gone from what is only older', () => {
    expect(checkFailed({ gaps: [], withdrawn: [], moved: [] })).toBeUndefined();
    const older = checkFailed({ gaps: [], withdrawn: [], moved: ['source a: 1 → 2'] });
    expect(older?.what).toContain('newer versions');
    expect(older?.excerpt).toEqual(['newer exists: source a: 1 → 2']);
    const gone = checkFailed({ gaps: [], withdrawn: ['debian/a'], moved: ['source a: 1 → 2'] });
    expect(gone?.what).toContain('can no longer be had');
    expect(gone?.excerpt).toContain('can no longer be had: debian/a');
    expect(gone?.remedies.some(({ snippet }) => snippet?.endsWith('--ifNeeded'))).toBe(true);
  });
});

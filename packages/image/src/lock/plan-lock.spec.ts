import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageLockSchema, isStatixError, type ImageLock } from '@statix/contract';
import { readAnswer, type ArchiveAnswer } from '../archive/archive-answer.js';
import { compareLocks } from './compare-locks.js';
import type { LockableRecipe } from '../recipe/lockable-recipe.js';
import { planLock, type LockRequest } from './plan-lock.js';
import { renderLock } from './render-lock.js';

const ANSWER = readAnswer(
  readFileSync(join(__dirname, '../archive/fixtures/trixie.answer'), 'utf8'),
) as ArchiveAnswer;

const RECIPE: LockableRecipe = {
  suite: 'trixie',
  archives: {
    debian: { archive: 'http://a.example/debian', snapshot: 'https://s.example/debian/@TIME@' },
    'debian-security': {
      archive: 'http://a.example/security',
      snapshot: 'https://s.example/debian-security/@TIME@',
    },
    crates: { archive: 'https://c.example/crates' },
  },
  arguments: { LLVM_VERSION: '22', EXTRA_PACKAGES: '' },
  roots: {
    essential: ['?essential'],
    sources: ['xz-utils'],
    runtime: ['clang-22'],
    build: [],
    tools: [],
  },
  sources: [
    {
      name: 'openssl',
      source: 'openssl',
      license: 'Apache-2.0',
      upstream: 'https://u.example/@VERSION@.tar.gz',
    },
    {
      name: 'rust-std',
      binary: 'rust-web-src',
      patchesFrom: 'rustc-web',
      sameVersionAs: 'rustc-web',
      license: 'MIT',
    },
    { name: 'llvm', source: 'llvm-toolchain-22', sameUpstreamAs: 'clang-22', license: 'NCSA' },
  ],
  crates: [],
};
const CRATE: ImageLock['crates'][number] = {
  name: 'libmimalloc-sys',
  version: '0.1.49',
  license: 'MIT',
  path: 'crates/libmimalloc-sys/libmimalloc-sys-0.1.49.crate',
  size: 660_010,
  sha256: '1'.repeat(64),
};

function plan(change: Partial<LockRequest> = {}, gone: readonly string[] = []) {
  return planLock({
    recipe: RECIPE,
    previous: undefined,
    refresh: 'newest',
    pins: {},
    answer: ANSWER,
    crates: [CRATE],
    canBeHad: ({ path }) => !gone.some((part) => path.includes(part)),
    ...change,
  });
}

function source(lock: ImageLock, name: string) {
  return lock.sources.find((entry) => entry.name === name);
}

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    return isStatixError(error) ? error.code : String(error);
  }
  return undefined;
}

describe('planLock', () => {
  test('is a document of its kind, also after it was written', () => {
    const { lock, notes } = plan();
    expect(imageLockSchema.parse(JSON.parse(renderLock(lock)))).toEqual(lock);
    expect(notes).toEqual([]);
  });

  test('takes the newest sources, with upstream’s address for upstream’s archive', () => {
    const openssl = source(plan().lock, 'openssl');
    expect(openssl?.version).toBe('3.5.7-1~deb13u3');
    expect(openssl?.files.map(({ path, upstream }) => [path.split('/').at(-1), upstream])).toEqual([
      ['openssl_3.5.7.orig.tar.gz', 'https://u.example/3.5.7.tar.gz'],
      ['openssl_3.5.7-1~deb13u3.debian.tar.xz', undefined],
    ]);
  });

  test('takes the newest that can be had, and says so', () => {
    const { lock, notes } = plan({}, ['deb13u3.debian']);
    expect(source(lock, 'openssl')?.version).toBe('3.5.7-1~deb13u2');
    expect(notes).toEqual([
      'openssl: the archive names 3.5.7-1~deb13u3, but its files cannot be had; taking 3.5.7-1~deb13u2',
    ]);
  });

  test('the one of the lock, if no file of those that the archive names can be had', () => {
    const previous = plan({ pins: { openssl: '3.5.6-1~deb13u2' } }).lock;
    const offers = new Map(ANSWER.offers);
    offers.set(
      'openssl source',
      (offers.get('openssl source') ?? []).filter(({ version }) => !version.startsWith('3.5.6')),
    );
    const { lock, notes } = plan({ previous, answer: { ...ANSWER, offers } }, ['openssl_3.5.7']);
    expect(source(lock, 'openssl')).toEqual(source(previous, 'openssl'));
    expect(notes).toEqual([
      'openssl: the archive names 3.5.7-1~deb13u3, but its files cannot be had; taking 3.5.6-1~deb13u2',
    ]);
  });

  test('upstream’s archive is taken from whichever suite has it', () => {
    const { lock, notes } = plan({}, [
      'debian-security/pool/updates/main/o/openssl/openssl_3.5.7.orig',
    ]);
    expect(source(lock, 'openssl')?.version).toBe('3.5.7-1~deb13u3');
    expect(source(lock, 'openssl')?.files.map(({ path }) => path.split('/')[0])).toEqual([
      'debian',
      'debian-security',
    ]);
    expect(notes).toEqual([]);
  });

  test('without any of Debian’s changes, upstream’s archive alone, and that is said', () => {
    const { lock, notes } = plan({}, ['.debian.tar']);
    expect(source(lock, 'openssl')).toMatchObject({ version: '3.5.7', files: [{}] });
    expect(notes.join()).toContain('taking upstream');
  });

  test('a list of patches that cannot be had is left out, and that is said', () => {
    const { lock, notes } = plan({}, ['rustc-web_1.96.0']);
    expect(source(lock, 'rust-std')?.files).toHaveLength(1);
    expect(notes.join()).toContain('rust-std: the list of Debian');
    expect(source(plan().lock, 'rust-std')?.files).toHaveLength(2);
  });

  test('a source that goes with a package has to be of its version', () => {
    const answer: ArchiveAnswer = {
      ...ANSWER,
      packages: new Map([
        ...ANSWER.packages,
        ['clang-22', { ...ANSWER.packages.get('clang-22')!, version: '1:22.1.9-1' }],
      ]),
    };
    expect(codeOf(() => plan({ answer }))).toBe('STATIX_LOCK_NO_SOURCE');
  });

  test('each package is in the sets that install it', () => {
    const sets = Object.fromEntries(plan().lock.packages.map(({ name, sets }) => [name, sets]));
    expect(sets).toMatchObject({
      apt: ['essential'],
      'clang-22': ['runtime'],
      jq: ['sources', 'runtime'],
      'xz-utils': ['sources'],
      'python3-minimal': ['build'],
    });
  });

  test('the snapshot is dated by the newest release, not by this machine', () => {
    const [, , snapshot] = plan().lock.providers;
    expect(snapshot).toMatchObject({
      urls: { debian: 'https://s.example/debian/20261120T141110Z' },
    });
    // Cargo's registry drops nothing.
    expect(snapshot).not.toHaveProperty('urls.crates');
  });

  test('nothing moved: byte for byte the same, whatever the day', () => {
    const previous = plan().lock;
    const later = new Map([
      ...ANSWER.releases,
      ['trixie-security', new Date('2026-12-24')] as const,
    ]);
    const { lock } = plan({ previous, answer: { ...ANSWER, releases: later } });
    expect(renderLock(lock)).toBe(renderLock(previous));
    expect(compareLocks(previous, lock)).toEqual([]);
    const read = imageLockSchema.parse(JSON.parse(renderLock(previous)));
    expect(compareLocks(read, lock)).toEqual([]);
    const again = plan({ previous: read, crates: read.crates });
    expect(renderLock(again.lock)).toBe(renderLock(previous));
  });

  test('licences of a package that was not read again are kept', () => {
    const previous = plan().lock;
    const { lock } = plan({ previous, answer: { ...ANSWER, licenses: new Map() } });
    expect(lock.packages).toEqual(previous.packages);
    expect(lock.packages.find(({ name }) => name === 'xz-utils')?.licenses).toContain('0BSD');
  });

  describe('only what is needed', () => {
    const previous = plan({ pins: { openssl: '3.5.6-1~deb13u2' } }).lock;
    const old = { ...previous, pins: {} };

    test('what can be had stays', () => {
      const { lock } = plan({ previous: old, refresh: 'needed' });
      expect(source(lock, 'openssl')?.version).toBe('3.5.6-1~deb13u2');
    });

    test('what cannot moves to the newest', () => {
      const { lock } = plan({ previous: old, refresh: 'needed' }, ['openssl_3.5.6']);
      expect(source(lock, 'openssl')?.version).toBe('3.5.7-1~deb13u3');
      expect(compareLocks(old, lock)).toEqual([
        'source openssl: 3.5.6-1~deb13u2 → 3.5.7-1~deb13u3',
      ]);
    });

    test('what is no longer in the index but can be had stays', () => {
      const offers = new Map(ANSWER.offers);
      offers.set(
        'openssl source',
        (offers.get('openssl source') ?? []).filter(({ version }) => !version.startsWith('3.5.6')),
      );
      const { lock } = plan({ previous: old, refresh: 'needed', answer: { ...ANSWER, offers } });
      expect(source(lock, 'openssl')?.version).toBe('3.5.6-1~deb13u2');
    });
  });

  test('a pin holds against what is newer, and fails with what there is if it is gone', () => {
    const pins = { openssl: '3.5.6-1~deb13u2' };
    const { lock, notes } = plan({ pins });
    expect(source(lock, 'openssl')?.version).toBe('3.5.6-1~deb13u2');
    expect(lock.pins).toEqual(pins);
    expect(notes).toEqual([]);
    expect(codeOf(() => plan({ pins }, ['openssl_3.5.6']))).toBe('STATIX_LOCK_NO_SOURCE');
    expect(codeOf(() => plan({ pins: { openssl: '3.6.0-1' } }))).toBe('STATIX_LOCK_NO_SOURCE');
  });

  test('a source whose pin has ended takes the newest, though nothing else moves', () => {
    const previous = plan({ pins: { openssl: '3.5.6-1~deb13u2' } }).lock;
    const kept = plan({ previous, refresh: 'needed' });
    expect(source(kept.lock, 'openssl')!.version).toBe('3.5.6-1~deb13u2');
    const { lock } = plan({ previous, refresh: 'needed', released: new Set(['openssl']) });
    expect(compareLocks(previous, lock)).toEqual([
      `source openssl: 3.5.6-1~deb13u2 → ${source(plan().lock, 'openssl')!.version}`,
    ]);
    expect(lock.pins).toEqual({});
  });

  test('another release is refused', () => {
    expect(codeOf(() => plan({ recipe: { ...RECIPE, suite: 'forky' } }))).toBe(
      'STATIX_ARCHIVE_OTHER_RELEASE',
    );
  });
});

describe('renderLock', () => {
  test('has a line for each file', () => {
    const text = renderLock(plan().lock);
    for (const { path } of plan().lock.packages) {
      expect(text.split('\n').filter((line) => line.includes(path))).toHaveLength(1);
    }
  });
});

describe('compareLocks', () => {
  test('what is new and what is gone', () => {
    const before = plan().lock;
    const after = {
      ...before,
      sources: before.sources.slice(1),
      crates: [CRATE, { ...CRATE, version: '0.1.50' }],
      packages: [...before.packages, { ...before.packages[0]!, name: 'zsh', version: '5' }],
    };
    expect(compareLocks(before, after)).toEqual([
      `source llvm: gone, was 1:22.1.8-1~deb13u4`,
      'crate libmimalloc-sys 0.1.50: new',
      'package zsh: new, 5',
    ]);
    expect(compareLocks(undefined, before)).toHaveLength(
      before.sources.length + before.crates.length + before.packages.length,
    );
  });
});

describe('a compiler in place of the recipe’s own', () => {
  const toolchain = {
    channel: '1.96',
    provider: 'debian' as const,
    compiler: 'rustc-web',
    cargoLocks: new Map<string, string>(),
  };

  test('of Debian: the version that the package has', () => {
    const { lock } = plan({ recipe: { ...RECIPE, toolchain } });
    expect(lock.toolchain).toMatchObject({ channel: '1.96', provider: 'debian', components: [] });
    expect(lock.toolchain?.version).toMatch(/^1\.96\.\d+$/);
    expect(imageLockSchema.parse(JSON.parse(renderLock(lock)))).toEqual(lock);
    // Made again from the same offer nothing moves, the dated snapshot included.
    expect(plan({ recipe: { ...RECIPE, toolchain }, previous: lock }).lock).toEqual(lock);
  });

  test('fault: Debian has another patch release: that one, or a dist server', () => {
    const asked = { ...toolchain, channel: '1.96.7' };
    expect(codeOf(() => plan({ recipe: { ...RECIPE, toolchain: asked } }))).toBe(
      'STATIX_TOOLCHAIN_UNAVAILABLE',
    );
  });

  test('of a dist server: its archives, and std’s sources with the recipe’s licence of them', () => {
    const source = RECIPE.sources.find(({ name }) => name === 'rust-std')!;
    const file = (path: string) => ({
      path: `rust-dist/2026-04-16/${path}`,
      size: 1,
      sha256: 'a'.repeat(64),
    });
    const release = {
      version: '1.95.0',
      date: '2026-04-16',
      components: [{ name: 'rustc', ...file('rustc-1.95.0-x86_64-unknown-linux-gnu.tar.gz') }],
      source: { package: 'rust-src', version: '1.95.0', files: [file('rust-src-1.95.0.tar.gz')] },
    };
    const recipe: LockableRecipe = {
      ...RECIPE,
      sources: RECIPE.sources.filter((one) => one !== source),
      toolchain: {
        ...toolchain,
        channel: '1.95.0',
        provider: 'dist',
        compiler: undefined,
        source,
        release,
      },
    };
    const { lock } = plan({ recipe });
    expect(imageLockSchema.parse(JSON.parse(renderLock(lock)))).toEqual(lock);
    expect(lock.toolchain).toMatchObject({
      version: '1.95.0',
      date: '2026-04-16',
      provider: 'dist',
    });
    expect(lock.sources.find(({ name }) => name === 'rust-std')).toMatchObject({
      package: 'rust-src',
      license: source.license,
    });
    expect(plan({ recipe, previous: lock }).lock).toEqual(lock);
  });
});

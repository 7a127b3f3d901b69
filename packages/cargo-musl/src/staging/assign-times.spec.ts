import { assignTimes, type StagedTimes, type TrackedFile } from './assign-times.js';

const file = (path: string, sha256 = 'one'): TrackedFile => ({ path, sha256 });
const changed = (before: StagedTimes, after: StagedTimes) =>
  Object.keys(after).filter((path) => before[path]?.time !== after[path]!.time);

const sources = [
  file('crates/app/Cargo.toml'),
  file('crates/app/build.rs'),
  file('crates/app/src/main.rs'),
  file('crates/app/data/a.txt'),
];
const packages = [
  {
    root: 'crates/app',
    entries: ['crates/app/build.rs', 'crates/app/src/main.rs'],
    workspaceDigest: 'lock',
  },
];
const first = assignTimes({}, sources, packages, 100);

function next(files: TrackedFile[], previous = first, now = 200) {
  return assignTimes(previous, files, packages, now);
}

function replace(path: string, sha256: string) {
  return sources.map((source) => (source.path === path ? file(path, sha256) : source));
}

test('nothing changes without a change', () => {
  expect(next(sources)).toEqual(first);
});

test('an edit is newer, also one of the same size, and nothing else is', () => {
  expect(changed(first, next(replace('crates/app/src/main.rs', 'two')))).toEqual([
    'crates/app/src/main.rs',
  ]);
});

test('a revert is newer than the edit', () => {
  const edited = next(replace('crates/app/src/main.rs', 'two'));
  const reverted = next(sources, edited, 300);
  expect(changed(edited, reverted)).toEqual(['crates/app/src/main.rs']);
  expect(reverted['crates/app/src/main.rs']!.time).toBe(300);
});

test('fault: a time that the clock was set back behind is given again: until then all would be compiled anew', () => {
  const again = next(sources, first, 50);
  expect(new Set(Object.values(again).map(({ time }) => time))).toEqual(new Set([50]));
  expect(next(sources, again, 60)).toEqual(again);
});

const given = ['crates/app/build.rs', 'crates/app/src/main.rs'];

test('a file that is no Rust source makes what rustc is given newer: Cargo may not know who reads it', () => {
  const after = next(replace('crates/app/data/a.txt', 'two'));
  expect(changed(first, after).sort()).toEqual([given[0], 'crates/app/data/a.txt', given[1]]);
});

test('an extra input outside the package does, too', () => {
  const before = assignTimes({}, [...sources, file('secret/version.txt')], packages, 100);
  const after = next([...sources, file('secret/version.txt', 'two')], before);
  expect(changed(before, after).sort()).toEqual([...given, 'secret/version.txt']);
});

test('what a package has of the lock does, and no cut file by itself', () => {
  const lock = (sha256: string) => ({ ...file('Cargo.lock', sha256), cut: true as const });
  const before = assignTimes({}, [...sources, lock('one')], packages, 100);
  const seen = assignTimes(before, [...sources, lock('two')], packages, 200);
  expect(changed(before, seen)).toEqual(['Cargo.lock']);
  const [app] = packages;
  const locked = assignTimes(before, sources, [{ ...app!, workspaceDigest: 'other' }], 200);
  expect(changed(before, locked)).toEqual(given);
});

test('a deletion makes its folder newer and what rustc is given', () => {
  const after = next(sources.filter(({ path }) => !path.endsWith('a.txt')));
  expect(changed(first, after).sort()).toEqual(['crates/app', ...given]);
  const two = assignTimes({}, [...sources, file('crates/app/data/b.txt')], packages, 100);
  expect(changed(two, next(sources, two)).sort()).toEqual([given[0], 'crates/app/data', given[1]]);
});

test('an addition makes its folder newer and what rustc is given', () => {
  const after = next([...sources, file('crates/app/data/b.txt')]);
  expect(changed(first, after).sort()).toEqual([
    given[0],
    'crates/app/data',
    'crates/app/data/b.txt',
    given[1],
  ]);
});

test('folders above the packages take no part: they differ from package to package', () => {
  expect(Object.keys(first)).not.toContain('crates');
  const root = assignTimes(
    {},
    [file('Cargo.toml'), file('src/main.rs')],
    [{ root: '', entries: [], workspaceDigest: 'lock' }],
    100,
  );
  expect(Object.keys(root).sort()).toEqual(['Cargo.toml', 'src', 'src/main.rs']);
});

test('a shared crate looks the same from two packages that use it', () => {
  const shared = [file('crates/shared/Cargo.toml'), file('crates/shared/src/lib.rs')];
  const library = {
    root: 'crates/shared',
    entries: ['crates/shared/src/lib.rs'],
    workspaceDigest: 'its own part',
  };
  const fromApp = assignTimes({}, [...sources, ...shared], [...packages, library], 100);
  const other = [file('crates/other/Cargo.toml'), ...shared];
  const fromOther = assignTimes(
    fromApp,
    other,
    [{ root: 'crates/other', entries: [], workspaceDigest: 'other' }, library],
    200,
  );
  expect(fromOther['crates/shared/src/lib.rs']).toEqual(fromApp['crates/shared/src/lib.rs']);
  expect(fromOther['crates/shared/Cargo.toml']).toEqual(fromApp['crates/shared/Cargo.toml']);
});

import { assignTimes, type StagedTimes, type TrackedFile } from './assign-times.js';

const file = (path: string, sha256 = 'one', executable = false): TrackedFile => ({
  path,
  sha256,
  executable,
});
const changed = (before: StagedTimes, after: StagedTimes) =>
  Object.keys(after).filter((path) => before[path]?.time !== after[path]!.time);

const sources = [
  file('crates/app/Cargo.toml'),
  file('crates/app/build.rs'),
  file('crates/app/src/main.rs'),
  file('crates/app/data/a.txt'),
];
const roots = ['crates/app'];
const first = assignTimes({}, sources, roots, 100);

function next(files: TrackedFile[], previous = first, now = 200) {
  return assignTimes(previous, files, roots, now);
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

test('an executable bit counts', () => {
  const files = sources.map((source) => ({ ...source, executable: source.path.endsWith('.txt') }));
  expect(changed(first, next(files))).toEqual(['crates/app/data/a.txt']);
});

test('a deletion makes its folder and the manifest newer, so that build scripts run again', () => {
  const after = next(sources.filter(({ path }) => !path.endsWith('a.txt')));
  expect(changed(first, after).sort()).toEqual(['crates/app', 'crates/app/Cargo.toml']);
  const two = assignTimes({}, [...sources, file('crates/app/data/b.txt')], roots, 100);
  expect(changed(two, next(sources, two)).sort()).toEqual([
    'crates/app/Cargo.toml',
    'crates/app/data',
  ]);
});

test('an addition makes its folder and the manifest newer', () => {
  const after = next([...sources, file('crates/app/data/b.txt')]);
  expect(changed(first, after).sort()).toEqual([
    'crates/app/Cargo.toml',
    'crates/app/data',
    'crates/app/data/b.txt',
  ]);
});

test('folders above the packages take no part: they differ from package to package', () => {
  expect(Object.keys(first)).not.toContain('crates');
  const root = assignTimes({}, [file('Cargo.toml'), file('src/main.rs')], [''], 100);
  expect(Object.keys(root).sort()).toEqual(['Cargo.toml', 'src', 'src/main.rs']);
});

test('a shared crate looks the same from two packages that use it', () => {
  const shared = [file('crates/shared/Cargo.toml'), file('crates/shared/src/lib.rs')];
  const fromApp = assignTimes({}, [...sources, ...shared], ['crates/app', 'crates/shared'], 100);
  const other = [file('crates/other/Cargo.toml'), ...shared];
  const fromOther = assignTimes(fromApp, other, ['crates/other', 'crates/shared'], 200);
  expect(fromOther['crates/shared/src/lib.rs']).toEqual(fromApp['crates/shared/src/lib.rs']);
  expect(fromOther['crates/shared/Cargo.toml']).toEqual(fromApp['crates/shared/Cargo.toml']);
});

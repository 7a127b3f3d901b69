import { keepVersions } from './keep-versions.js';

const line = 'reqwest = { version = "0.12", default-features = false, features = ["rustls-tls"] }';

test.each([
  ['0.12', '"0.12"'],
  ['0.11', '"0.11"'],
  // fault: 0.13 has no feature of that name.
  ['0.13', '"0.12"'],
])('a line for Cargo.toml with the requirement %s', (requirement, version) => {
  expect(keepVersions(line, () => requirement)).toContain(version);
});

test('fault: a requirement that no release with the feature meets is not kept', () => {
  const bundled = 'pq-sys = { version = "0.7", features = ["bundled"] }';
  expect(keepVersions(bundled, () => '0.4')).toContain('"0.7"');
  expect(keepVersions(bundled, () => '0.6')).toContain('"0.6"');
  // 0.9.7 is the first that has it, and 0.9 allows it.
  const vendored = 'dbus = { version = "…", features = ["vendored"] }';
  expect(keepVersions(vendored, () => '0.9')).toContain('"0.9"');
});

test('fault: what stands for a version becomes one', () => {
  const vendored = 'dbus = { version = "…", features = ["vendored"] }';
  expect(keepVersions(vendored, () => undefined)).toBe(
    'dbus = { version = "0.9", features = ["vendored"] }',
  );
  expect(keepVersions('fuser = { version = "…", default-features = false }', () => '0.15')).toBe(
    'fuser = { version = "0.15", default-features = false }',
  );
});

import { parse } from 'smol-toml';
import { addDependencies, editFeatures } from './edit-dependency.js';

const key = ['dependencies', 'rdkafka'];
const cmake = { add: ['cmake-build'], remove: [] };

test.each([
  [
    'a version',
    'rdkafka = "0.38" # why',
    'rdkafka = { version = "0.38", features = ["cmake-build"] } # why',
  ],
  ["a version in '", "rdkafka='0.38'", `rdkafka={ version = '0.38', features = ["cmake-build"] }`],
  [
    'an inline table',
    'rdkafka = { version = "0.38" }',
    'rdkafka = { version = "0.38", features = ["cmake-build"] }',
  ],
  [
    'inherited',
    'rdkafka = { workspace = true }',
    'rdkafka = { workspace = true, features = ["cmake-build"] }',
  ],
  [
    'inherited, dotted',
    'rdkafka.workspace = true # c\nz = "1"',
    'rdkafka.workspace = true # c\nrdkafka.features = ["cmake-build"]\nz = "1"',
  ],
  [
    'a list',
    'rdkafka = { version = "1", features = ["ssl"] }',
    'rdkafka = { version = "1", features = ["ssl", "cmake-build"] }',
  ],
  [
    'an empty list',
    'rdkafka = { version = "1", features = [] }',
    'rdkafka = { version = "1", features = ["cmake-build"] }',
  ],
  [
    'a list that has it',
    'rdkafka = { version = "1", features = ["cmake-build"] }',
    'rdkafka = { version = "1", features = ["cmake-build"] }',
  ],
  [
    'a list over several lines',
    'rdkafka = { version = "1", features = [\n  "ssl", # s\n  "zstd" # z\n] }',
    'rdkafka = { version = "1", features = [\n  "ssl", # s\n  "zstd",\n  "cmake-build" # z\n] }',
  ],
])('%s', (_, before, after) => {
  const text = `# head\n[dependencies]\n# of it\n${before}\n\n[profile.release]\nlto = true\n`;
  const edited = editFeatures(text, key, cmake);
  expect(edited).toBe(text.replace(before, after));
  expect(features(edited)).toContain('cmake-build');
});

test('a table of its own', () => {
  const text = '[dependencies.rdkafka] # t\nversion = "0.38" # v\n\n[dependencies]\na = "1"\n';
  expect(editFeatures(text, key, cmake)).toBe(
    '[dependencies.rdkafka] # t\nversion = "0.38" # v\nfeatures = ["cmake-build"]\n\n[dependencies]\na = "1"\n',
  );
});

test('a table of a target', () => {
  const text = "[target.'cfg(unix)'.dependencies]\nrdkafka = '1'\n";
  expect(editFeatures(text, ['target', 'cfg(unix)', ...key], cmake)).toBe(
    `[target.'cfg(unix)'.dependencies]\nrdkafka = { version = '1', features = ["cmake-build"] }\n`,
  );
});

test.each([
  ['["a", "x", "b"]', '["a", "b"]'],
  ['["x"]', '[]'],
  ['["a", "x"]', '["a"]'],
  ['["x", "a"]', '["a"]'],
  ['["x", "y"]', '[]'],
])('takes x and y out of %s', (before, after) => {
  const text = `[dependencies]\nrdkafka = { version = "1", features = ${before} }\n`;
  const edited = editFeatures(text, key, { add: [], remove: ['x', 'y'] });
  expect(edited).toBe(text.replace(before, after));
  expect(() => parse(edited ?? '')).not.toThrow();
});

test('one in and one out', () => {
  const text =
    '[dependencies]\nrdkafka = { version = "1", features = ["ssl", "dynamic-linking"] }\n';
  const edited = editFeatures(text, key, { add: ['cmake-build'], remove: ['dynamic-linking'] });
  expect(features(edited)).toEqual(['ssl', 'cmake-build']);
});

test('lines that end as on Windows', () => {
  const text = '[dependencies]\r\nrdkafka.version = "1"\r\n';
  expect(editFeatures(text, key, cmake)).toBe(
    '[dependencies]\r\nrdkafka.version = "1"\r\nrdkafka.features = ["cmake-build"]\r\n',
  );
});

test('what is not there is not made', () => {
  expect(editFeatures('[dependencies]\na = "1"\n', key, cmake)).toBeUndefined();
});

test('a new dependency: at the end of its table, or with a new table', () => {
  const line = 'pq-sys = { version = "0.7", features = ["bundled"] }';
  expect(
    addDependencies('[dependencies]\na = "1" # a\n\n[features]\n', 'dependencies', [line]),
  ).toBe(`[dependencies]\na = "1" # a\n${line}\n\n[features]\n`);
  expect(addDependencies('[package]\nname = "a"', 'dependencies', [line])).toBe(
    `[package]\nname = "a"\n\n[dependencies]\n${line}\n`,
  );
  expect(addDependencies('[dependencies]\n[features]\n', 'dependencies', [line])).toBe(
    `[dependencies]\n${line}\n[features]\n`,
  );
});

function features(text: string | undefined): unknown {
  const document = parse(text ?? '') as { dependencies: { rdkafka: { features: unknown } } };
  return document.dependencies.rdkafka.features;
}

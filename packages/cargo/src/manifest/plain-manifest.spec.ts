import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, type TomlTable } from 'smol-toml';
import { isTable } from '../toml/toml-table.js';
import { manifestSchema } from './manifest-schema.js';
import { plainManifest } from './plain-manifest.js';

const repository = join(__dirname, '../../../..');

const everything = `cargo-features = ["x"]
[package]
name = "all"
version.workspace = true
edition = "2021"
workspace = ".."
build = ["build.rs"]
links = "z"
autolib = true
autobins = false
autoexamples = false
autotests = false
autobenches = false
license.workspace = true
[package.metadata.statix]
enabled = true
[package.metadata.docs.rs]
all-features = true
[workspace]
members = ["a"]
exclude = ["b"]
default-members = ["a"]
resolver = "2"
[workspace.package]
version = "1.0.0"
edition = "2021"
[workspace.dependencies]
a = "1"
[workspace.metadata.other]
key = 1
[lib]
name = "all"
path = "lib.rs"
proc-macro = true
crate-type = ["lib"]
[[bin]]
name = "x"
path = "x.rs"
required-features = ["f"]
[[example]]
name = "e"
[[test]]
name = "t"
[[bench]]
name = "b"
[features]
f = ["dep:a"]
[dependencies]
a = { path = "a", package = "b", optional = true }
b.workspace = true
[dev-dependencies]
c = "1"
[build-dependencies]
d = { git = "https://example.org/d" }
[target.'cfg(unix)'.dependencies]
e = "1"
[patch.crates-io]
a = { path = "x" }
[replace]
"a:1.0.0" = { path = "y" }
[profile.release]
lto = true
[lints]
workspace = true
[badges]
x = 1
`;

/** The manifests of this repository, and one with everything. */
const manifests = [everything, ...manifestsBelow(join(repository, 'e2e/validation'))];

function manifestsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('Cargo.toml') && !path.includes('target'))
    .map((path) => readFileSync(join(folder, path), 'utf8'));
}

test.each(manifests.map((text) => [text.split('\n').find((line) => /^name/.test(line)), text]))(
  'what the schema takes in is taken in: %s',
  (_name, text) => {
    const document = parse(text);
    const plain = plainManifest(document);
    expect(plain).toBeDefined();
    // The schema leaves out more; of what it keeps, nothing differs.
    expect(plain).toMatchObject(manifestSchema.parse(document));
    expect(manifestSchema.parse(plain)).toEqual(manifestSchema.parse(document));
  },
);

const others: readonly unknown[] = ['text', 1, true, [], ['text'], [1], {}, { a: 1 }, new Date(0)];

test('whatever takes the place of a value, both say the same of the manifest', () => {
  let refused = 0;
  for (const path of pathsIn(parse(everything))) {
    for (const other of others) {
      const document = parse(everything);
      replaceAt(document, path, other);
      const taken = manifestSchema.safeParse(document).success;
      const plain = plainManifest(document) !== undefined;
      // A date passes for an object of the schema. Such a manifest takes the longer way.
      const known = plain === taken || (other instanceof Date && taken);
      expect([path.join('.'), other, known]).toEqual([path.join('.'), other, true]);
      if (!taken) refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(200);
});

function pathsIn(value: unknown, prefix: readonly (string | number)[] = []): (string | number)[][] {
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? value.map((item: unknown, index) => [index, item])
    : isTable(value)
      ? Object.entries(value)
      : [];
  return entries.flatMap(([key, member]) => [
    [...prefix, key],
    ...pathsIn(member, [...prefix, key]),
  ]);
}

function replaceAt(document: TomlTable, path: readonly (string | number)[], value: unknown): void {
  const parent = path
    .slice(0, -1)
    .reduce<object>((at, key) => Reflect.get(at, key) as object, document);
  Reflect.set(parent, path.at(-1)!, value);
}

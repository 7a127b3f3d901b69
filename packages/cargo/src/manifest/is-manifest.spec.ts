import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mutants } from '@statix/contract/testing/mutants';
import { parse } from 'smol-toml';
import { isTable } from '../toml/toml-table.js';
import { isManifestDocument } from './is-manifest.js';
import { keptParts } from './kept-parts.js';
import { manifestSchema } from './manifest-schema.js';

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
  'what the schema takes in is taken in, and the same is kept of it: %s',
  (_name, text) => {
    const document = parse(text);
    const kept = keptParts(document);
    expect(isManifestDocument(kept)).toBe(true);
    // The schema leaves out more; of what it keeps, nothing differs.
    expect(kept).toMatchObject(manifestSchema.parse(document));
    expect(manifestSchema.parse(kept)).toEqual(manifestSchema.parse(document));
  },
);

test('of a manifest with any one thing wrong both say the same', () => {
  const judged = { sound: 0, wrong: 0 };
  for (const document of mutants(parse(everything), [new Date(0)])) {
    const sound = manifestSchema.safeParse(document).success;
    if (isManifestDocument(document) !== sound) expect([document, sound]).toEqual([]);
    if (isTable(document) && sound) expect(isManifestDocument(keptParts(document))).toBe(true);
    judged[sound ? 'sound' : 'wrong'] += 1;
  }
  expect(judged.sound).toBeGreaterThan(300);
  expect(judged.wrong).toBeGreaterThan(500);
});

// A Cargo workspace of any size, shaped after large real ones (bevy, gitoxide, zed): most crates are
// libraries in `crates/`, one in ten has a program; versions and path dependencies are inherited from
// [workspace.dependencies]; each crate uses crates of the registry, which one Cargo.lock pins.
import { rmSync } from 'node:fs';
import { write } from './write-file.mjs';

const registry = 'registry+https://github.com/rust-lang/crates.io-index';

/**
 * Writes the workspace; the same numbers give the same files.
 *
 * @param {string} root a folder that is made anew
 * @param {{ crates: number, external?: number }} size
 * @returns {string[]} names of the packages that have a program
 */
export function writeRustWorkspace(root, { crates, external = 400 }) {
  rmSync(root, { recursive: true, force: true });
  const random = sequence(crates);
  const members = Array.from({ length: crates }, (_, index) =>
    member(index, crates, external, random),
  );
  write(root, 'Cargo.toml', rootManifest(members, external));
  write(root, 'Cargo.lock', lockfile(members, external, random));
  write(root, 'rust-toolchain.toml', '[toolchain]\nchannel = "stable"\n');
  write(root, '.cargo/config.toml', '[alias]\nxtask = "run --package xtask --"\n');
  for (const crate of members) writeMember(root, crate);
  return members.filter(({ program }) => program).map(({ name }) => name);
}

function member(index, crates, external, random) {
  const pick = (count, below) =>
    [...new Set(Array.from({ length: count }, () => Math.floor(random() * below)))].sort(
      (a, b) => a - b,
    );
  return {
    name: crateName(index),
    program: index % 10 === 9 || index === crates - 1,
    secondProgram: index % 40 === 19,
    buildScript: index % 12 === 5,
    // Only on crates before it: Cargo allows no cycles.
    local: [...pickLocal(index, 6, random)].map(crateName),
    localDev: [...pickLocal(index, 1, random)].map(crateName),
    external: pick(9, external).map(externalName),
    externalDev: pick(2, external).map(externalName),
  };
}

const areaSize = 50;

/** Crates of the same area (a product, a layer) before this one, and of the first area, which all share. */
function pickLocal(index, count, random) {
  const start = index - (index % areaSize);
  const near = index - start;
  const picked = new Set();
  for (let tries = 0; tries < count; tries += 1) {
    const inArea = near > 0 && tries % 3 !== 2;
    const from = inArea ? start : 0;
    const length = inArea ? near : Math.min(areaSize, start);
    if (length > 0) picked.add(from + Math.floor(random() * length));
  }
  return picked;
}

function crateName(index) {
  return `acme-${['core', 'net', 'store', 'ui', 'proto', 'task', 'math', 'text'][index % 8]}-${index}`;
}

function externalName(index) {
  return `external-${index}`;
}

function rootManifest(members, external) {
  return `[workspace]
resolver = "2"
members = ["crates/*"]

[workspace.package]
version = "0.14.2"
edition = "2021"
license = "MIT OR Apache-2.0"
repository = "https://example.org/acme/acme"
rust-version = "1.80"

[workspace.lints.rust]
unsafe_op_in_unsafe_fn = "warn"

[workspace.lints.clippy]
undocumented_unsafe_blocks = "warn"

[workspace.dependencies]
${members.map(({ name }) => `${name} = { path = "crates/${name}", version = "0.14.2" }`).join('\n')}
${range(external)
  .map((index) =>
    index % 3 === 0
      ? `${externalName(index)} = "1.${index % 40}"`
      : `${externalName(index)} = { version = "1.${index % 40}", default-features = false, features = ["std"] }`,
  )
  .join('\n')}

[profile.release]
lto = "thin"
codegen-units = 1

[profile.dist]
inherits = "release"
strip = true
`;
}

function manifest(crate) {
  const features = crate.external
    .slice(0, 2)
    .map((name, index) => `with-${index} = ["dep:${name}"]`);
  const optional = new Set(crate.external.slice(0, 2));
  return `[package]
name = "${crate.name}"
description = "Part ${crate.name} of acme"
version.workspace = true
edition.workspace = true
license.workspace = true
repository.workspace = true
rust-version.workspace = true
keywords = ["acme", "generated"]

[features]
default = ["std"]
std = []
${features.join('\n')}

[dependencies]
${[
  ...crate.local.map((name) => `${name} = { workspace = true }`),
  ...crate.external.map((name) =>
    optional.has(name)
      ? `${name} = { workspace = true, optional = true }`
      : `${name} = { workspace = true }`,
  ),
].join('\n')}

[target.'cfg(unix)'.dependencies]
libc = "0.2"

[dev-dependencies]
${[...crate.localDev, ...crate.externalDev].map((name) => `${name} = { workspace = true }`).join('\n')}
${crate.buildScript ? '\n[build-dependencies]\ncc = "1"\n' : ''}
[lints]
workspace = true
`;
}

function writeMember(root, crate) {
  const folder = `crates/${crate.name}`;
  write(root, `${folder}/Cargo.toml`, manifest(crate));
  write(root, `${folder}/README.md`, `# ${crate.name}\n`);
  write(root, `${folder}/src/lib.rs`, 'mod error;\nmod model;\n');
  write(root, `${folder}/src/error.rs`, 'pub struct Error;\n');
  write(root, `${folder}/src/model.rs`, 'pub struct Model;\n');
  write(root, `${folder}/tests/behaviour.rs`, '#[test]\nfn behaves() {}\n');
  if (crate.program) write(root, `${folder}/src/main.rs`, 'fn main() {}\n');
  if (crate.secondProgram)
    write(root, `${folder}/src/bin/${crate.name}-admin.rs`, 'fn main() {}\n');
  if (crate.buildScript) write(root, `${folder}/build.rs`, 'fn main() {}\n');
}

function lockfile(members, external, random) {
  const registryPackages = [...range(external).map(externalName), 'cc', 'libc'].map(
    (name, index) => ({
      name,
      version: `1.${index % 40}.${index % 7}`,
      dependencies: range(external)
        .slice(index + 1)
        .filter(() => random() < 4 / external)
        .map(externalName),
      source: true,
    }),
  );
  const own = members.map((crate) => ({
    name: crate.name,
    version: '0.14.2',
    dependencies: [
      ...new Set([
        ...crate.local,
        ...crate.localDev,
        ...crate.external,
        ...crate.externalDev,
        'libc',
      ]),
      ...(crate.buildScript ? ['cc'] : []),
    ].sort(),
    source: false,
  }));
  const entries = [...registryPackages, ...own].sort((left, right) =>
    left.name < right.name ? -1 : 1,
  );
  return `# This file is automatically @generated by Cargo.
# It is not intended for manual editing.
version = 4
${entries.map(lockEntry).join('')}`;
}

function lockEntry({ name, version, dependencies, source }) {
  return `
[[package]]
name = "${name}"
version = "${version}"
${source ? `source = "${registry}"\nchecksum = "${checksum(name)}"\n` : ''}${
    dependencies.length === 0
      ? ''
      : `dependencies = [\n${dependencies.map((dependency) => ` "${dependency}",\n`).join('')}]\n`
  }`;
}

/** 64 hex digits, not those of anything. */
function checksum(name) {
  return Buffer.from(name.padEnd(32, '-')).toString('hex').slice(0, 64);
}

function range(length) {
  return Array.from({ length }, (_, index) => index);
}

/** Numbers in [0, 1) that are the same in every run: a linear congruential generator. */
function sequence(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

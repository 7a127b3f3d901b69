// A Cargo workspace of any size with manifests as `cargo new` leaves them and a few path dependencies:
// the least that a crate of a workspace has.
import { rmSync } from 'node:fs';
import { write } from './write-file.mjs';

/**
 * Writes the workspace; the same numbers give the same files.
 *
 * @param {string} root a folder that is made anew
 * @param {{ crates: number }} size
 * @returns {string[]} names of the packages that have a program, one in ten
 */
export function writePlainWorkspace(root, { crates }) {
  rmSync(root, { recursive: true, force: true });
  const members = Array.from({ length: crates }, (_, index) => ({
    name: crateName(index),
    program: index % 10 === 9,
    // Only on crates before it: Cargo allows no cycles.
    local: [...new Set([2, 3, 4].map((part) => Math.floor(index / part)))]
      .filter((other) => other < index)
      .map(crateName),
  }));
  write(root, 'Cargo.toml', '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n');
  write(root, 'Cargo.lock', `version = 4\n${[...members.map(entry), registryEntry].join('')}`);
  for (const crate of members) {
    write(root, `crates/${crate.name}/Cargo.toml`, manifest(crate));
    write(root, `crates/${crate.name}/src/lib.rs`, '');
    if (crate.program) write(root, `crates/${crate.name}/src/main.rs`, 'fn main() {}\n');
  }
  return members.filter(({ program }) => program).map(({ name }) => name);
}

function crateName(index) {
  return `crate-${index}`;
}

function manifest({ name, local }) {
  return `[package]
name = "${name}"
version = "0.1.0"
edition = "2021"

[dependencies]
${local.map((other) => `${other} = { path = "../${other}" }\n`).join('')}serde = "1"
`;
}

function entry({ name, local }) {
  const dependencies = [...local.sort(), 'serde'].map((other) => ` "${other}",\n`).join('');
  return `
[[package]]
name = "${name}"
version = "0.1.0"
dependencies = [
${dependencies}]
`;
}

const registryEntry = `
[[package]]
name = "serde"
version = "1.0.219"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "5f0e2c6ed6606019b4e29e69dbaba95b11854410e5347d525002456dbbb786b6"
`;

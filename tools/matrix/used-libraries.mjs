// Which libraries of the image's sysroot a validation program may link, by the crates in its Cargo.lock.
// In doubt all of them: a proof that is asked for once too often costs minutes, one too few is a lie.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parse } from 'smol-toml';

const require = createRequire(import.meta.url);
const knowledge = '../../packages/advice/dist/native-crates';

/**
 * What the build scripts of these crates look for, read from them, as folders of the recipe's `libraries`.
 * Where packages/advice names the library under which a crate asks for it, the crate is not in here.
 */
const known = new Map(
  Object.entries({
    'bzip2-sys': ['bzip2'],
    'curl-sys': ['curl'],
    // Compiles C of its own by flags of its own, and takes the four compressors from the -sys crates.
    'librocksdb-sys': [],
    'libz-sys': ['zlib'],
    // Compiles its own always.
    'lz4-sys': [],
    // Configured with a fixed list of options; it looks for no other library.
    'openssl-src': [],
    // OpenSSL by way of openssl-sys.
    'pq-src': [],
    ring: [],
    'zstd-sys': ['zstd'],
    // Of this repository: compiles one file of C, and names no library.
    'hello-static': [],
  }),
);

/**
 * @param {string} root of the repository
 * @param {import('./programs.mjs').ValidationProgram} program
 * @param {readonly SysrootLibrary[]} libraries of the recipe
 * @returns {string[]} names, sorted, with those that they need
 *
 * @typedef {{ name: string, needs: readonly string[], names: readonly string[] }} SysrootLibrary
 *   names: of its archives, and those that pkg-config knows
 */
export function usedLibraries(root, { name, workspace }, libraries) {
  const lock = readFileSync(join(root, 'e2e/validation', workspace, 'Cargo.lock'), 'utf8');
  return librariesOfCrates(closure(lock, name), libraries);
}

/**
 * @param {readonly LockedCrate[]} crates
 * @param {readonly SysrootLibrary[]} libraries
 *
 * @typedef {{ name: string, dependencies: readonly string[] }} LockedCrate
 */
export function librariesOfCrates(crates, libraries) {
  const used = new Set();
  const use = (name) => {
    if (used.has(name)) return;
    used.add(name);
    for (const needed of libraries.find((library) => library.name === name)?.needs ?? [])
      use(needed);
  };
  for (const crate of crates) for (const name of librariesOfCrate(crate, libraries)) use(name);
  return [...used].sort();
}

/** @param {LockedCrate} crate @param {readonly SysrootLibrary[]} libraries @returns {string[]} */
function librariesOfCrate({ name, dependencies }, libraries) {
  const { recognise } = require(`${knowledge}/recognise.js`);
  const { libraryRules } = require(`${knowledge}/knowledge/libraries.js`);
  const { systemLibraryRules } = require(`${knowledge}/knowledge/system-libraries.js`);
  const others = require(`${knowledge}/knowledge/other-platforms.js`);
  if (others.isForOtherPlatform(name) || others.isBuildTime(name)) return [];
  const listed = known.get(name);
  if (listed) return listed;
  const rule = [...libraryRules, ...systemLibraryRules].find(({ crates }) => crates.includes(name));
  const asked = rule?.libraries;
  if (asked) {
    return libraries
      .filter((library) => library.names.some((known) => asked.includes(known)))
      .map((library) => library.name);
  }
  const native = recognise({ locked: { name }, dependencies: new Set(dependencies) });
  if (rule === undefined && native === undefined) return [];
  return libraries.map((library) => library.name);
}

/**
 * A package with all that its lock entry reaches: of every platform and feature, so rather too much.
 *
 * @param {string} lock text of a Cargo.lock
 * @param {string} name of the package
 * @returns {LockedCrate[]}
 */
export function closure(lock, name) {
  const packages = parse(lock).package;
  const find = (reference) => {
    const [wanted, version] = reference.split(' ');
    return packages.find(
      (found) => found.name === wanted && (version === undefined || found.version === version),
    );
  };
  const found = new Map();
  const visit = (locked) => {
    if (found.has(locked)) return;
    const dependencies = locked.dependencies ?? [];
    found.set(locked, {
      name: locked.name,
      dependencies: dependencies.map((reference) => reference.split(' ')[0]),
    });
    for (const reference of dependencies) visit(find(reference));
  };
  const start = find(name);
  if (start === undefined) throw new Error(`There is no package ${name} in its Cargo.lock`);
  visit(start);
  return [...found.values()];
}

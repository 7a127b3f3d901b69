// The validation programs, and how each is proven: built and verified by Nx, checked in every place.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../bootstrap/run.mjs';

const TRIPLE = 'x86_64-unknown-linux-musl';
const PLACES = ['machine', 'scratch', 'debian', 'alpine'];

/**
 * @typedef {object} ValidationProgram
 * @property {string} name
 * @property {string} workspace the Cargo workspace it belongs to, relative to e2e/validation
 * @property {boolean} quick whether `npm test` builds it
 * @property {string[]} crates those whose versions say what was proven
 */

/** @param {string} root @returns {ValidationProgram[]} */
export function validationPrograms(root) {
  return JSON.parse(readFileSync(join(root, 'e2e/validation/programs.json'), 'utf8'));
}

/**
 * @param {string} root
 * @param {ValidationProgram} program
 * @param {string} commit
 * @returns {Promise<Omit<import('./evidence.mjs').ProvenProgram, 'recipe' | 'parts'>>}
 */
export async function proveProgram(root, program, commit) {
  const { name } = program;
  const known = { commit, crates: lockedVersions(root, program) };
  const place = `${name}/${TRIPLE}/release`;
  const binary = join(root, 'dist/static', place, name);
  try {
    await run('npx', ['--no-install', 'nx', 'run', `${name}:static`, '--outputStyle=stream'], {
      cwd: root,
    });
    const check = join(root, 'e2e/validation/check.mjs');
    const printed = await run(process.execPath, [check, name, binary, ...PLACES, '--json'], {
      cwd: root,
      quiet: true,
    });
    const report = readJson(join(root, 'dist/verify', place, `${name}.verify.json`));
    const { toolchain } = readJson(`${binary}.build.json`);
    return {
      ...known,
      sha256: report.binary.sha256,
      size: report.binary.size,
      linkage: report.linkage,
      verdict: report.verdict,
      rustc: toolchain.rustc,
      printed: JSON.parse(printed),
    };
  } catch (error) {
    return { ...known, failure: error.message };
  }
}

/** @param {string} root @param {ValidationProgram} program */
function lockedVersions(root, { workspace, crates }) {
  const lock = readFileSync(join(root, 'e2e/validation', workspace, 'Cargo.lock'), 'utf8');
  return Object.fromEntries(
    crates.map((crate) => {
      const found = new RegExp(`^name = "${crate}"\nversion = "([^"]+)"`, 'm').exec(lock);
      if (!found) throw new Error(`${workspace}/Cargo.lock has no ${crate}`);
      return [crate, found[1]];
    }),
  );
}

/** @param {string} file */
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

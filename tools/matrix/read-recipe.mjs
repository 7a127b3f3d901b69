// The recipe in this tree, as recipe-parts.mjs wants it.
import { createHash } from 'node:crypto';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../bootstrap/run.mjs';
import { validationPrograms } from './programs.mjs';
import { digestOfParts } from './recipe-parts.mjs';
import { usedLibraries } from './used-libraries.mjs';

const require = createRequire(import.meta.url);

/**
 * For each validation program, the digest of what of the recipe it can be made of.
 *
 * @param {string} root of the repository
 * @param {string} [folder] of statix-image.json, lock.json and recipe
 * @returns {Promise<Record<string, string>>} by the name of the program
 */
export async function partsOfPrograms(root, folder = join(root, 'images/statix')) {
  const recipe = await readRecipe(folder);
  return Object.fromEntries(
    validationPrograms(root).map((program) => [
      program.name,
      digestOfParts(recipe, usedLibraries(root, program, recipe.libraries)),
    ]),
  );
}

/** @param {string} folder @returns {Promise<import('./recipe-parts.mjs').Recipe>} */
export async function readRecipe(folder) {
  const { readLibraries } = require('../../packages/toolchain/dist/definition/recipe-libraries.js');
  const {
    renderDockerfile,
  } = require('../../packages/toolchain/dist/definition/render-dockerfile.js');
  const recipeRoot = join(folder, 'recipe');
  const definition = readFileSync(join(folder, 'statix-image.json'), 'utf8');
  const libraries = await readLibraries(recipeRoot);
  const paths = readdirSync(recipeRoot, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(recipeRoot.length + 1));
  return {
    definition,
    files: new Map(paths.map((path) => [path, describe(join(recipeRoot, path))])),
    dockerfile: renderDockerfile(readFileSync(join(recipeRoot, 'Dockerfile'), 'utf8'), libraries),
    lock: await lockPieces(folder, JSON.parse(definition).arguments ?? {}, libraries),
    libraries: libraries.map((library) => ({
      name: library.name,
      needs: library.needs ?? [],
      names: [
        ...library.libraries.flatMap(({ name, pkgConfig }) => [name, pkgConfig ?? name]),
        ...(library.otherPkgConfig ?? []),
      ],
    })),
  };
}

/** As the image's own stage cuts the lock, by the recipe's own program. */
async function lockPieces(folder, values, libraries) {
  const recipeRoot = join(folder, 'recipe');
  const pieces = mkdtempSync(join(tmpdir(), 'statix-lock-'));
  try {
    await run(
      'perl',
      [
        'steps/read-lock.pl',
        join(folder, 'lock.json'),
        'recipe.json',
        pieces,
        'sources.json',
        ...libraries.map(({ name }) => `libraries/${name}/library.json`),
      ],
      { cwd: recipeRoot, env: { PATH: process.env.PATH, ...values }, quiet: true },
    );
    const files = readdirSync(pieces, { recursive: true, withFileTypes: true });
    return new Map(
      files
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => [path.slice(pieces.length + 1), readFileSync(path, 'utf8')]),
    );
  } finally {
    rmSync(pieces, { recursive: true });
  }
}

/** Content, and whether it can be executed: no other permission counts, as git keeps none. @param {string} path */
function describe(path) {
  const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
  return (lstatSync(path).mode & 0o100) === 0 ? digest : `${digest} executable`;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../bootstrap/run.mjs';

/** The identity of the recipe in this tree. @param {string} root @returns {Promise<string>} */
export async function recipeIdentity(root) {
  await run('npx', ['--no-install', 'nx', 'run', 'statix-image:identify'], {
    cwd: root,
    quiet: true,
  });
  const file = join(root, 'dist/image/statix-image/image.json');
  return JSON.parse(readFileSync(file, 'utf8')).identity;
}

/** Whether the recipe is as it was committed; false also where that cannot be known. @param {string} root */
export async function recipeIsCommitted(root) {
  try {
    return (await git(root, 'status', '--porcelain', '--', 'images/statix')) === '';
  } catch (error) {
    // A tree that was unpacked from an archive.
    console.log(error.message);
    return false;
  }
}

/**
 * The commit of this tree, short; `+` after it when there is more in the tree than in the commit,
 * the evidence itself apart.
 * @param {string} root
 */
export async function currentCommit(root) {
  const commit = (await git(root, 'rev-parse', '--short=12', 'HEAD')).trim();
  const changes = await git(root, 'status', '--porcelain', '--', '.', ':!docs/evidence');
  return changes === '' ? commit : `${commit}+`;
}

/** @param {string} root @param {string[]} args */
const git = (root, ...args) => run('git', args, { cwd: root, quiet: true });

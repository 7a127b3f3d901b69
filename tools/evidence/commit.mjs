// Which state of the repository evidence is of.
import { execFileSync } from 'node:child_process';

/**
 * The commit that is checked out; with a mark where files that count are not committed.
 *
 * @param {string} root @param {string[]} paths @returns {string}
 */
export function commitOf(root, paths) {
  const git = (/** @type {string[]} */ ...args) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--', ...paths);
  return `${git('rev-parse', '--short=12', 'HEAD')}${changed === '' ? '' : ', with changes that are not committed'}`;
}

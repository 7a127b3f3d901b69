import type { RepositoryFiles } from '../files/repository-files.js';
import { ancestorsOf, inDirectory } from '../files/repository-path.js';

/**
 * Finds the other checkouts that a directory is in: a repository inside of this one, or a worktree of
 * it (`git worktree add`), which holds every package a second time. Submodules belong to this
 * repository. git's `.git` file says which of them it is: it leads into `worktrees` or `modules` of a
 * repository (gitrepository-layout(5)).
 *
 * @returns the root of the outermost one; undefined for what is this repository's own
 */
export function nestedRepositoryFinder(
  files: RepositoryFiles,
): (directory: string) => string | undefined {
  const known = new Map<string, boolean>();
  let submodules: ReadonlySet<string> | undefined;
  const isForeign = (directory: string): boolean => {
    const before = known.get(directory);
    if (before !== undefined) return before;
    submodules ??= submodulePaths(files);
    const foreign = !submodules.has(directory) && isCheckout(directory, files);
    known.set(directory, foreign);
    return foreign;
  };
  return (directory) =>
    [directory, ...ancestorsOf(directory)].reverse().find((at) => at !== '' && isForeign(at));
}

function isCheckout(directory: string, files: RepositoryFiles): boolean {
  const git = inDirectory(directory, '.git');
  if (!files.exists(git)) return false;
  if (files.isDirectory(git)) return files.exists(`${git}/HEAD`);
  const target = /^gitdir: (.+)$/m.exec(files.read(git))?.[1];
  if (target === undefined) return false;
  return /(^|[\\/])worktrees[\\/][^\\/]+$/.test(target) || !/(^|[\\/])modules[\\/]/.test(target);
}

/** Old versions of git kept the repository of a submodule in the submodule itself. */
function submodulePaths(files: RepositoryFiles): ReadonlySet<string> {
  if (!files.exists('.gitmodules') || files.isDirectory('.gitmodules')) return new Set();
  const paths = files.read('.gitmodules').matchAll(/^\s*path\s*=\s*"?(.+?)"?\s*$/gm);
  return new Set([...paths].map(([, path = '']) => path.replace(/\/$/, '')));
}

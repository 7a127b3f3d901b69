import { globWithWorkspaceContext } from 'nx/src/utils/workspace-context';

/**
 * Files of the Nx workspace that match the globs, by Nx's own matcher over Nx's own list: the one
 * that task hashes are made with, so ignored files are no part of it. Nothing else may decide which
 * files a build sees (DESIGN.md, decision 2).
 *
 * The only import of Nx's inner parts in this package. `@nx/devkit/internal` exports the same function and
 * loads 400 more modules, which took each task 0.09 s; this one Nx has loaded before it runs an executor.
 *
 * @param globs repository-relative; a leading `!` takes matches away
 * @returns repository-relative paths with forward slashes, sorted
 */
export async function workspaceFiles(workspaceRoot: string, globs: string[]): Promise<string[]> {
  const include = globs.filter((glob) => !glob.startsWith('!'));
  // Nx takes an empty list for all files.
  if (include.length === 0) return [];
  const exclude = globs.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1));
  const files = await globWithWorkspaceContext(workspaceRoot, include, exclude);
  return [...files].sort();
}

import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { selectInputs, type InputSet } from '@statix/cargo';

/** Never built from, whoever writes them; the same that input sets leave out. */
const never = ['!**/.env', '!**/.env.*', '!**/.git', '!**/.git/**', '!**/node_modules/**'];

/**
 * The files on disk that other tasks have written for a build. From the disk and not from Nx's list,
 * because git mostly ignores them and Nx listed the workspace before the tasks ran. Links to folders are
 * not followed.
 *
 * @returns repository-relative paths with forward slashes, sorted
 */
export async function generatedFiles(
  workspaceRoot: string,
  { globs, places }: InputSet['generated'],
): Promise<string[]> {
  const found = new Set<string>();
  for (const place of places) await collect(workspaceRoot, place, found);
  return selectInputs({ sources: [...globs, ...never], files: [] }, [...found].sort());
}

async function collect(workspaceRoot: string, path: string, found: Set<string>): Promise<void> {
  const stats = await lstat(join(workspaceRoot, path)).catch(() => undefined);
  if (stats === undefined) return;
  if (!stats.isDirectory()) {
    found.add(path);
    return;
  }
  for (const name of await readdir(join(workspaceRoot, path)))
    if (name !== '.git' && name !== 'node_modules')
      await collect(workspaceRoot, path === '' ? name : `${path}/${name}`, found);
}

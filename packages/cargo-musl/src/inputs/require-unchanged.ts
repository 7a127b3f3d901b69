import { lstat, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StatixError } from '@statix/contract';
import type { InputFile } from './read-inputs.js';

/**
 * Refuses a build of files that were changed after this run of Nx began: Nx may have hashed them
 * before. An edit that is taken back while another task runs would otherwise end in the cache under the
 * hash of what was there before and after it. Executors are not told what Nx has hashed, so times are
 * all there is: that of the last change of the inode (ctime), which no program can set.
 *
 * A file that was removed is seen by its folder. A folder counts as changed only if nothing that is no
 * input was made in it since: the first task that writes `dist` makes it in the root of the workspace.
 *
 * @param since milliseconds since the epoch; undefined: not known, and nothing is refused
 * @param cutFiles paths of files of which the build sees a part
 * @param folders within these a file that is not there any more would have been an input
 * @throws StatixError STATIX_INPUT_CHANGED
 */
export async function requireUnchanged(
  workspaceRoot: string,
  since: number | undefined,
  {
    files,
    cutFiles,
    folders,
  }: {
    readonly files: readonly Pick<InputFile, 'path' | 'changed'>[];
    readonly cutFiles: readonly string[];
    readonly folders: readonly string[];
  },
): Promise<void> {
  if (since === undefined) return;
  const changed = files
    .filter((file) => file.changed !== undefined && file.changed > since)
    .map(({ path }) => path);
  for (const path of cutFiles)
    if ((await changeOf(join(workspaceRoot, path))) > since) changed.push(path);
  const inputs = files.map(({ path }) => path);
  const listed = foldersOf(inputs, folders);
  const known = new Set([...inputs, ...listed]);
  for (const folder of listed)
    if (await lostAnEntry(workspaceRoot, folder, known, since)) changed.push(`${folder || '.'}/`);
  const [first] = changed;
  if (first === undefined) return;
  const others = changed.length === 1 ? '' : ` and ${changed.length - 1} more`;
  throw new StatixError({
    code: 'STATIX_INPUT_CHANGED',
    what: `${first}${others} changed after this run of Nx began, at ${new Date(since).toISOString()}`,
    why: 'Nx may have hashed it before the change. The result would be stored under the hash of other files.',
    remedies: [
      'Run again.',
      'If a task of the same run writes the file, declare it with `generatedInputs` and leave it out of git.',
    ],
  });
}

async function changeOf(path: string): Promise<number> {
  return (await lstat(path)).ctimeMs;
}

/** The folders that inputs are in, up to the given ones. */
function foldersOf(inputs: readonly string[], within: readonly string[]): string[] {
  const found = new Set<string>();
  for (const path of inputs) {
    const root = within
      .filter((folder) => folder === '' || path.startsWith(`${folder}/`))
      .sort((left, right) => left.length - right.length)[0];
    if (root === undefined) continue;
    let folder = path;
    do {
      folder = dirname(folder) === '.' ? '' : dirname(folder);
      found.add(folder);
    } while (folder !== root);
  }
  return [...found].sort();
}

async function lostAnEntry(
  workspaceRoot: string,
  folder: string,
  known: ReadonlySet<string>,
  since: number,
): Promise<boolean> {
  const absolute = join(workspaceRoot, folder);
  const { mtimeMs } = await lstat(absolute);
  // Its ctime also moves with its mode and owner, which are no inputs.
  if (mtimeMs <= since) return false;
  for (const name of await readdir(absolute)) {
    if (known.has(folder === '' ? name : `${folder}/${name}`)) continue;
    const { birthtimeMs, ctimeMs } = await lstat(join(absolute, name)).catch(() => ({
      birthtimeMs: Infinity,
      ctimeMs: Infinity,
    }));
    // Renamed to here counts as well: an editor's or a package manager's temporary file.
    if (birthtimeMs > since || ctimeMs > since) return false;
  }
  return true;
}

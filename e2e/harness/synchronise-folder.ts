import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * Writes the files that differ, and removes others.
 *
 * @param within paths whose other files are removed; all of the folder when absent
 * @param seconds time of modification of what is written, since 1970; that of the writing when absent
 */
export function synchroniseFolder(
  root: string,
  files: ReadonlyMap<string, string>,
  within: readonly string[] = ['.'],
  seconds?: number,
): void {
  for (const path of within.flatMap((part) => filesIn(root, part))) {
    if (!files.has(path)) removeFile(root, path);
  }
  for (const [path, content] of files) {
    const file = join(root, path);
    if (existsSync(file) && readFileSync(file, 'utf8') === content) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    if (seconds !== undefined) utimesSync(file, seconds, seconds);
  }
}

/** With the folders that it leaves empty: a member glob of Cargo's matches them. */
function removeFile(root: string, path: string): void {
  rmSync(join(root, path));
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    if (readdirSync(join(root, folder)).length > 0) return;
    rmdirSync(join(root, folder));
  }
}

function filesIn(root: string, part: string): string[] {
  const at = join(root, part);
  if (!existsSync(at)) return [];
  if (!statSync(at).isDirectory()) return [part];
  return readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** A file's text, or what a symbolic link leads to. */
export type LaidContent = string | { readonly link: string };
export type LaidFiles = ReadonlyMap<string, LaidContent>;

/**
 * How a file gets another content: as a program that opens and writes it; as an editor, which renames a
 * new file over it; as `cp -p`, `rsync -t` or `tar x` do that give it the time which the old one had.
 */
export const manners = ['written', 'renamed', 'time kept'] as const;
export type Manner = (typeof manners)[number];

/** Makes files of a folder others than they were, and touches nothing else. */
export function layFiles(root: string, before: LaidFiles, after: LaidFiles, manner: Manner): void {
  for (const path of before.keys()) if (!after.has(path)) remove(root, path);
  for (const [path, content] of after) {
    const old = before.get(path);
    if (old !== undefined && JSON.stringify(old) === JSON.stringify(content)) continue;
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    if (typeof content !== 'string' || typeof old === 'object') rmSync(file, { force: true });
    if (typeof content !== 'string') symlinkSync(content.link, file);
    else write(file, content, manner);
  }
}

function write(file: string, content: string, manner: Manner): void {
  if (manner === 'written' || !existsSync(file)) {
    writeFileSync(file, content);
    return;
  }
  const { atime, mtime } = lstatSync(file);
  const beside = `${file}.new`;
  writeFileSync(beside, content);
  if (manner === 'time kept') utimesSync(beside, atime, mtime);
  renameSync(beside, file);
}

/** With the folders that it leaves empty: a member glob of Cargo's matches them. */
function remove(root: string, path: string): void {
  rmSync(join(root, path));
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    if (readdirSync(join(root, folder)).length > 0) return;
    rmdirSync(join(root, folder));
  }
}

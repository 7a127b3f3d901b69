import type { Tree } from '@nx/devkit';

/** What builds write: Nx must neither hash nor watch it. */
const ignored = ['dist', 'target'];

/** Adds our output folders to .gitignore, unless a line for them is there in any usual spelling. */
export function ignoreOutputs(tree: Tree): void {
  const before = tree.exists('.gitignore') ? (tree.read('.gitignore', 'utf8') ?? '') : '';
  const present = new Set(before.split(/\r?\n/).map((line) => line.trim().replace(/^\/|\/$/g, '')));
  const missing = ignored.filter((folder) => !present.has(folder));
  if (missing.length === 0) return;
  const start = before === '' || before.endsWith('\n') ? before : `${before}\n`;
  tree.write('.gitignore', `${start}${missing.join('\n')}\n`);
}

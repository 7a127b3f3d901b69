import type { Tree } from '@nx/devkit';
import { findPackageManager, type PackageManagerName } from '@statix/contract';

/** What installs the workspace's packages. */
export interface PackageManager {
  readonly name: PackageManagerName;
  /**
   * Its own version, for a machine that has to get it: what package.json names in `packageManager`,
   * without a hash, or else one that reads the lockfile that is there; undefined if any will do.
   */
  readonly version: string | undefined;
  /** Whether package.json names it, so that tools find the version there. */
  readonly pinned: boolean;
  /** Path of its lockfile, if there is one. */
  readonly lockfile: string | undefined;
  /** What Nx is started with: `npx nx`. */
  readonly nx: string;
}

/** The package manager of a workspace as a generator sees it; see `findPackageManager`. */
export function packageManager(tree: Tree): PackageManager {
  const found = findPackageManager({
    exists: (path) => tree.exists(path),
    read: (path) => tree.read(path, 'utf8') ?? '',
  });
  const pinned = found.version !== undefined;
  return { ...found, version: found.version ?? readerOf(tree, found.name), pinned };
}

/** A major version that reads and writes the lockfile as it is. */
function readerOf(tree: Tree, name: PackageManager['name']): string | undefined {
  if (name === 'yarn') return tree.exists('.yarnrc.yml') ? '4' : undefined;
  if (name !== 'pnpm') return undefined;
  const text = tree.exists('pnpm-lock.yaml') ? (tree.read('pnpm-lock.yaml', 'utf8') ?? '') : '';
  const [, format = ''] = /^lockfileVersion: '?(\d+)/m.exec(text) ?? [];
  return pnpmByLockfile[format] ?? '10';
}

/** By the version of the lockfile's form; pnpm 9 and 10 have the same one. */
const pnpmByLockfile: Readonly<Record<string, string>> = { '5': '7', '6': '8', '9': '10' };

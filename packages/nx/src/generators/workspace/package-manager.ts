import { readJson, type Tree } from '@nx/devkit';
import { z } from 'zod';

/** What installs the workspace's packages. */
export interface PackageManager {
  /** `none`: Nx has itself in .nx/installation and needs no package.json ("dot-nx"). */
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'bun' | 'none';
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

const lockfiles = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
] as const;

const nxBy = {
  npm: 'npx nx',
  pnpm: 'pnpm exec nx',
  yarn: 'yarn nx',
  bun: 'bunx nx',
  none: './nx',
} as const;

const manifestSchema = z.looseObject({
  packageManager: z
    .string()
    .regex(/^(npm|pnpm|yarn|bun)@\d+\.\d+\.\d+/)
    .optional()
    .catch(undefined),
});

/**
 * The package manager whose lockfile is there, else the one that package.json names, else npm. Not
 * asked of Nx's devkit, which looks at the disk and starts the package manager to learn its version.
 */
export function packageManager(tree: Tree): PackageManager {
  if (!tree.exists('package.json')) {
    return { name: 'none', version: undefined, pinned: false, lockfile: undefined, nx: nxBy.none };
  }
  const { packageManager: named = '' } = manifestSchema.parse(readJson(tree, 'package.json'));
  const [lockfile, byLockfile] = lockfiles.find(([path]) => tree.exists(path)) ?? [];
  const [namedManager = '', version] = named.split('+')[0]?.split('@') ?? [];
  const name = byLockfile ?? managers.find((manager) => manager === namedManager) ?? 'npm';
  const pinned = namedManager === name;
  return {
    name,
    version: pinned ? version : readerOf(tree, name),
    pinned,
    lockfile,
    nx: nxBy[name],
  };
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

const managers = ['npm', 'pnpm', 'yarn', 'bun'] as const;

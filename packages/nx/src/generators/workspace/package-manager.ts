import { readJson, type Tree } from '@nx/devkit';
import { z } from 'zod';

/** What installs the workspace's packages. */
export interface PackageManager {
  /** `none`: Nx has itself in .nx/installation and needs no package.json ("dot-nx"). */
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'bun' | 'none';
  /** Exact, as package.json names it in `packageManager`, without a hash. */
  readonly version: string | undefined;
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
    return { name: 'none', version: undefined, lockfile: undefined, nx: nxBy.none };
  }
  const { packageManager: named = '' } = manifestSchema.parse(readJson(tree, 'package.json'));
  const [lockfile, byLockfile] = lockfiles.find(([path]) => tree.exists(path)) ?? [];
  const [namedManager = '', version] = named.split('+')[0]?.split('@') ?? [];
  const name = byLockfile ?? managers.find((manager) => manager === namedManager) ?? 'npm';
  return {
    name,
    version: namedManager === name ? version : undefined,
    lockfile,
    nx: nxBy[name],
  };
}

const managers = ['npm', 'pnpm', 'yarn', 'bun'] as const;

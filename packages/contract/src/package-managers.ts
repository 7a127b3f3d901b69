/** What installs a workspace's packages; `none`: Nx has itself in .nx/installation and needs no package.json. */
export type PackageManagerName = 'npm' | 'pnpm' | 'yarn' | 'bun' | 'none';

/** As much of a workspace as tells; paths are relative to its root. */
export interface RootFiles {
  readonly exists: (path: string) => boolean;
  readonly read: (path: string) => string;
}

const lockfiles = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
] as const;

const managers = ['npm', 'pnpm', 'yarn', 'bun'] as const;

const nxBy = {
  npm: 'npx nx',
  pnpm: 'pnpm exec nx',
  yarn: 'yarn nx',
  bun: 'bunx nx',
  none: './nx',
} as const;

export interface FoundPackageManager {
  readonly name: PackageManagerName;
  /** Its own version, where package.json names it with one; a hash is left out. */
  readonly version: string | undefined;
  /** Path of its lockfile, if there is one. */
  readonly lockfile: string | undefined;
  /** What Nx is started with: `npx nx`. */
  readonly nx: string;
}

/**
 * The package manager whose lockfile is there, else the one that package.json names, else npm. Not
 * asked of Nx's devkit, which looks at the disk and starts the package manager to learn its version.
 */
export function findPackageManager(files: RootFiles): FoundPackageManager {
  if (!files.exists('package.json'))
    return { name: 'none', version: undefined, lockfile: undefined, nx: nxBy.none };
  const [namedManager = '', version] = namedIn(files.read('package.json'));
  const [lockfile, byLockfile] = lockfiles.find(([path]) => files.exists(path)) ?? [];
  const name = byLockfile ?? managers.find((manager) => manager === namedManager) ?? 'npm';
  return { name, version: namedManager === name ? version : undefined, lockfile, nx: nxBy[name] };
}

/** `pnpm@9.1.0+sha512.…` as name and version; nothing for anything else. */
function namedIn(manifest: string): string[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(manifest);
  } catch {
    // Nx says itself what is wrong with a package.json.
    return [];
  }
  if (typeof parsed !== 'object' || parsed === null || !('packageManager' in parsed)) return [];
  const { packageManager } = parsed;
  if (typeof packageManager !== 'string') return [];
  const [, name, version] = /^(npm|pnpm|yarn|bun)@(\d+\.\d+\.\d+[^+]*)/.exec(packageManager) ?? [];
  return name === undefined || version === undefined ? [] : [name, version];
}

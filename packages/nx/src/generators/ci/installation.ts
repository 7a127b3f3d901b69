import type { PackageManager } from '../workspace/package-manager.js';

/** Installs exactly what the lockfile says, as a shell line. */
export function installLine({ name, version, lockfile }: PackageManager): string {
  switch (name) {
    case 'none':
      return 'bash ./nx --version';
    case 'npm':
      return lockfile === undefined ? 'npm install' : 'npm ci';
    case 'pnpm':
      return 'pnpm install --frozen-lockfile';
    case 'bun':
      return 'bun install --frozen-lockfile';
    case 'yarn':
      // Yarn 1 has not this option.
      return `yarn install ${isBerry(version) ? '--immutable' : '--frozen-lockfile'}`;
  }
}

/** Why the line above is there, where it is not plain. */
export function installReason({ name, lockfile }: PackageManager): string[] {
  if (name === 'none') {
    return ['Installs Nx and its plugins in .nx/installation, in the versions that nx.json has.'];
  }
  if (lockfile !== undefined) return [];
  return ['There was no lockfile. Commit one, and run the generator again: then it is obeyed.'];
}

/** Yarn from version 2 on, which packages and images of Node do not have; corepack brings it. */
export function isBerry(version: string | undefined): boolean {
  return version !== undefined && !version.startsWith('1.');
}

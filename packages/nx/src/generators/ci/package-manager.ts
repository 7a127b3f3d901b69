import type { Tree } from '@nx/devkit';
import type { PipelineFacts } from './jobs.js';

type Commands = Pick<PipelineFacts, 'packageManager' | 'install' | 'exec'>;

/**
 * The package manager whose lockfile is there, and its commands for a pipeline. Not asked of Nx's
 * devkit, which looks at the disk and starts the package manager to learn its version.
 */
export function packageManager(tree: Tree): Commands {
  if (tree.exists('pnpm-lock.yaml')) {
    return {
      packageManager: 'pnpm',
      install: 'pnpm install --frozen-lockfile',
      exec: 'pnpm exec',
    };
  }
  if (tree.exists('yarn.lock')) {
    // Yarn 1 has neither the file nor the option.
    const install = tree.exists('.yarnrc.yml') ? '--immutable' : '--frozen-lockfile';
    return { packageManager: 'yarn', install: `yarn install ${install}`, exec: 'yarn' };
  }
  if (tree.exists('bun.lock') || tree.exists('bun.lockb')) {
    return { packageManager: 'bun', install: 'bun install --frozen-lockfile', exec: 'bunx' };
  }
  return { packageManager: 'npm', install: 'npm ci', exec: 'npx' };
}

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from './command';
import { repositoryRoot, scratchRoot } from './repository';

/** A local npm registry that serves our packed packages, and everything else from the usual one. */
export interface Registry {
  readonly url: string;
  /** Its files, and the workspaces that were installed from it to be copied. */
  readonly folder: string;
  /** Environment that makes npm use it, with a cache of its own so that a republished version is seen. */
  readonly env: NodeJS.ProcessEnv;
}

/** The registry that all tests of this run of Jest share: `serve-packages.mjs` has started it. */
export function sharedRegistry(): Registry {
  const told = process.env['STATIX_E2E_REGISTRY'];
  if (told === undefined) throw new Error('there is no registry: globalSetup of Jest starts it');
  return JSON.parse(told) as Registry;
}

/**
 * Publishes every package once more, as a later release of all of them, with another tag than `latest`:
 * other tests go on to install the first.
 */
export async function publishRelease(registry: Registry, version: string): Promise<void> {
  const folder = join(scratchRoot, `release-${version}`);
  rmSync(folder, { recursive: true, force: true });
  for (const name of readdirSync(join(repositoryRoot, 'packages'))) {
    const unpacked = join(folder, name);
    mkdirSync(unpacked, { recursive: true });
    const source = join(repositoryRoot, 'packages', name);
    await succeed('npm', ['pack', '--pack-destination', unpacked], {
      cwd: source,
      env: registry.env,
    });
    const [tarball = ''] = readdirSync(unpacked);
    await succeed('tar', ['-xzf', tarball], { cwd: unpacked });
    const manifest = join(unpacked, 'package/package.json');
    const released = JSON.parse(readFileSync(manifest, 'utf8')) as Manifest;
    released.version = version;
    for (const dependencies of [released.dependencies, released.peerDependencies]) {
      for (const dependency of Object.keys(dependencies ?? {})) {
        if (dependencies !== undefined && dependency.startsWith('@statix/'))
          dependencies[dependency] = version;
      }
    }
    writeFileSync(manifest, JSON.stringify(released));
    await succeed('npm', ['publish', '--tag', 'next', '--registry', registry.url], {
      cwd: join(unpacked, 'package'),
      env: registry.env,
    });
  }
}

interface Manifest {
  version: string;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@statix/contract/testing/free-port';
import { command, succeed } from './command';
import { repositoryRoot, scratchRoot } from './repository';
import { answering, startServer, stopServer } from './server';

/** A local npm registry that serves our packed packages, and everything else from the usual one. */
export interface Registry {
  readonly url: string;
  /** Its files, and the workspaces that were installed from it to be copied. */
  readonly folder: string;
  /** Environment that makes npm use it, with a cache of its own so that a republished version is seen. */
  readonly env: NodeJS.ProcessEnv;
}

/** A registry that this process has started, and ends. */
export interface StartedRegistry extends Registry {
  stop(): Promise<void>;
}

/** Where `serve-packages.ts` tells the tests the address of the registry that it has started. */
export const REGISTRY_URL = 'STATIX_E2E_REGISTRY';

/** Folder of the registry that all tests of a run of Jest share. */
export const sharedFolder = join(scratchRoot, 'registry');

/** The registry that all tests of this run of Jest share: nothing may be published to it. */
export function sharedRegistry(): Registry {
  const url = process.env[REGISTRY_URL];
  if (url === undefined) throw new Error(`${REGISTRY_URL} is not set: Jest's globalSetup sets it`);
  return registryAt(url, sharedFolder);
}

/** Starts verdaccio in the folder and publishes every package as `npm pack` makes it. */
export async function startRegistry(folder: string): Promise<StartedRegistry> {
  // What came from upstream stays for the next start; ours is published anew.
  for (const stale of ['storage/@statix', 'storage/.verdaccio-db.json', 'npm-cache', 'installed']) {
    rmSync(join(folder, stale), { recursive: true, force: true });
  }
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const upstream = (await succeed('npm', ['config', 'get', 'registry'], { cwd: repositoryRoot }))
    .trim()
    .split('\n')
    .pop();
  const config = join(folder, 'verdaccio.yaml');
  writeFileSync(
    config,
    JSON.stringify({
      storage: join(folder, 'storage'),
      auth: { htpasswd: { file: join(folder, 'htpasswd') } },
      uplinks: {
        upstream: { url: upstream, cache: true, maxage: '60m', timeout: '120s', max_fails: 20 },
      },
      packages: {
        '@statix/*': { access: '$all', publish: '$all' },
        '**': { access: '$all', proxy: 'upstream' },
      },
      log: { type: 'file', path: join(folder, 'verdaccio.log'), level: 'warn' },
    }),
  );
  const server = startServer(
    process.execPath,
    [
      require.resolve('verdaccio/bin/verdaccio'),
      '--config',
      config,
      '--listen',
      `127.0.0.1:${port}`,
    ],
    folder,
  );
  await answering(`${url}-/ping`, server);
  const registry = { ...registryAt(url, folder), stop: () => stopServer(server) };
  try {
    for (const name of readdirSync(join(repositoryRoot, 'packages'))) {
      const published = await command('npm', ['publish', '--registry', url], {
        cwd: join(repositoryRoot, 'packages', name),
        env: registry.env,
      });
      if (published.status !== 0) throw new Error(`publishing ${name}: ${published.output}`);
    }
  } catch (error) {
    await registry.stop();
    throw error;
  }
  return registry;
}

function registryAt(url: string, folder: string): Registry {
  const env = {
    npm_config_registry: url,
    npm_config_cache: join(folder, 'npm-cache'),
    [`npm_config_${url.replace(/^http:/, '')}:_authToken`]: 'local',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
  };
  return { url, folder, env };
}

/** Publishes every package once more, as a later release of all of them. */
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
    await succeed('npm', ['publish', '--registry', registry.url], {
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

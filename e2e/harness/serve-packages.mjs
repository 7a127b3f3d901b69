// Jest's globalSetup and globalTeardown of the end-to-end tests: a local npm registry (verdaccio) that serves our
// packages as `npm pack` makes them, and everything else from the usual registry. One for all tests of a run. An
// ES module, as Node loads it: Jest's own loader is not there yet.
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'tmp/e2e/registry');
const require = createRequire(import.meta.url);

let server;

export default async function servePackages(_config, project) {
  // Jest calls it without these when it has nothing to run.
  if (project === undefined) return;
  // What came from upstream stays for the next start; ours is published again.
  for (const stale of ['storage/@statix', 'storage/.verdaccio-db.json', 'npm-cache', 'installed'])
    rmSync(join(folder, stale), { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const env = {
    npm_config_registry: url,
    npm_config_cache: join(folder, 'npm-cache'),
    [`npm_config_//127.0.0.1:${port}/:_authToken`]: 'local',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
  };
  server = execa(
    process.execPath,
    [
      require.resolve('verdaccio/bin/verdaccio'),
      ...['--config', await writeConfiguration(), '--listen', `127.0.0.1:${port}`],
    ],
    { cwd: folder, stdio: 'ignore', reject: false, forceKillAfterDelay: false },
  );
  try {
    await answers(`${url}-/ping`);
    for (const name of readdirSync(join(root, 'packages')))
      await execa('npm', ['publish', '--registry', url], {
        cwd: join(root, 'packages', name),
        env,
      });
  } catch (error) {
    await stopServing();
    throw error;
  }
  // Tests run in this process or in children of it.
  process.env.STATIX_E2E_REGISTRY = JSON.stringify({ url, folder, env });
}

export async function stopServing() {
  server?.kill('SIGTERM');
  await server;
}

async function writeConfiguration() {
  const { stdout } = await execa('npm', ['config', 'get', 'registry'], { cwd: root });
  const uplink = { url: stdout.trim().split('\n').pop(), cache: true, maxage: '60m' };
  const config = join(folder, 'verdaccio.yaml');
  writeFileSync(
    config,
    JSON.stringify({
      storage: join(folder, 'storage'),
      auth: { htpasswd: { file: join(folder, 'htpasswd') } },
      uplinks: { upstream: { ...uplink, timeout: '120s', max_fails: 20 } },
      packages: {
        '@statix/*': { access: '$all', publish: '$all' },
        '**': { access: '$all', proxy: 'upstream' },
      },
      log: { type: 'file', path: join(folder, 'verdaccio.log'), level: 'warn' },
    }),
  );
  return config;
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

/** @throws Error when the server ends, or does not answer within a minute */
async function answers(url) {
  for (let tries = 0; tries < 300; tries += 1) {
    if (server.exitCode !== null) throw new Error(`verdaccio ended with ${server.exitCode}`);
    const answered = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${url} does not answer`);
}

// The engine of a later Debian beside this machine's own: a root of its own, its own network, storage and
// socket. Most users have a newer Docker than Debian 12 does.
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { engineVersion } from '../bootstrap/engine-api.mjs';
import { run } from '../bootstrap/run.mjs';
import { installDebian, runInDebian, SUITE } from './newer-debian.mjs';

// docker top asks ps.
const PACKAGES = ['ca-certificates', 'docker.io', 'iptables', 'procps'];
const BRIDGE = 'statix-newer';
/** Of the block for tests between networks (RFC 2544): nobody's own. */
const NETWORK = '198.18.49.0/24';
const ADDRESS = '198.18.49.1/24';

/**
 * Starts it. Needs root and mmdebstrap. When it ends it is started again, as systemd does it.
 *
 * @param {string} root of the repository
 * @param {{ empty?: boolean }} [options] empty: what an earlier one has stored is removed
 * @returns {Promise<{ address: string, version: string, pidFile: string, stop: () => Promise<void> }>}
 *   address for DOCKER_HOST, and the file with the number of its process
 */
export async function startNewerEngine(root, { empty = false } = {}) {
  const folder = join(root, 'tmp/matrix', `engine-${SUITE}`);
  const system = join(folder, 'root');
  if (empty) rmSync(join(folder, 'data'), { recursive: true, force: true });
  await installDebian(folder, PACKAGES);
  const running = join(system, 'run/statix');
  rmSync(running, { recursive: true, force: true });
  mkdirSync(running, { recursive: true });
  mkdirSync(join(folder, 'data'), { recursive: true });
  await addNetwork();
  const address = `unix://${join(running, 'docker.sock')}`;
  const log = createWriteStream(join(folder, 'dockerd.log'), { flags: 'a' });
  await once(log, 'open');
  const start = () =>
    runInDebian(
      { system, root, stored: join(folder, 'data'), data: '/var/lib/docker' },
      [
        ...['dockerd', '--host', 'unix:///run/statix/docker.sock'],
        ...['--exec-root', '/run/statix/exec', '--pidfile', '/run/statix/pid'],
        // This machine's rules for packets would be in the way of those of the engine that runs here already.
        ...['--bridge', BRIDGE, '--iptables=false', '--ip6tables=false'],
      ],
      log,
    );
  let engine = start();
  let isUp = false;
  let isStopped = false;
  const run = async () => {
    for (;;) {
      const { shortMessage, exitCode } = await engine;
      // One that ends at once each time is not started without a pause.
      await delay(250);
      if (isStopped || !isUp) return shortMessage ?? `exit code ${exitCode}`;
      // One that was killed leaves its socket and its number.
      rmSync(join(running, 'docker.sock'), { force: true });
      rmSync(join(running, 'pid'), { force: true });
      engine = start();
    }
  };
  const ended = run();
  const stop = async () => {
    isStopped = true;
    engine.kill('SIGTERM');
    await ended;
    log.end();
    await removeNetwork();
  };
  for (let tries = 0; tries < 240; tries += 1) {
    const version = await engineVersion(address);
    if (version !== undefined) {
      isUp = true;
      return { address, version, pidFile: join(running, 'pid'), stop };
    }
    if ((await Promise.race([ended, delay(250)])) !== undefined) break;
  }
  await stop();
  const end = readFileSync(join(folder, 'dockerd.log'), 'utf8').trimEnd().split('\n').slice(-15);
  throw new Error(`The dockerd of ${SUITE} did not come up:\n${end.join('\n')}`);
}

/** Containers of it reach what this machine reaches. */
const rules = [
  ['-t', 'nat', 'POSTROUTING', '-s', NETWORK, '!', '-o', BRIDGE, '-j', 'MASQUERADE'],
  ['-t', 'filter', 'FORWARD', '-i', BRIDGE, '-j', 'ACCEPT'],
  ['-t', 'filter', 'FORWARD', '-o', BRIDGE, '-j', 'ACCEPT'],
];

async function addNetwork() {
  await removeNetwork();
  await run('ip', ['link', 'add', 'name', BRIDGE, 'type', 'bridge']);
  await run('ip', ['address', 'add', ADDRESS, 'dev', BRIDGE]);
  await run('ip', ['link', 'set', BRIDGE, 'up']);
  for (const [table, name, ...rule] of rules) await run('iptables', [table, name, '-I', ...rule]);
}

/** Also what a run that was killed has left. */
async function removeNetwork() {
  for (const [table, name, ...rule] of rules) {
    await run('iptables', [table, name, '-D', ...rule], { quiet: true }).catch(() => undefined);
  }
  if (existsSync(`/sys/class/net/${BRIDGE}`)) await run('ip', ['link', 'delete', BRIDGE]);
}

// Podman and rootless engines of a later Debian beside this machine's engine, each by its socket.
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { engineVersion } from '../bootstrap/engine-api.mjs';
import { run } from '../bootstrap/run.mjs';
import { installDebian, runInDebian, SUITE } from './newer-debian.mjs';

const PACKAGES = [
  ...['ca-certificates', 'runc', 'uidmap', 'iptables', 'nftables', 'procps'],
  ...['podman', 'netavark', 'aardvark-dns', 'passt', 'catatonit', 'fuse-overlayfs'],
  ...['docker.io', 'rootlesskit', 'slirp4netns'],
];

/**
 * Limits that root without CAP_SYS_RESOURCE may set too, and the runtime that knows every kind of cgroups: Podman's own
 * choices fail in virtual machines of CI services.
 */
const PODMAN_SETTINGS = `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
`;

/** Who runs engines without root; the number is nobody's in a fresh Debian. */
const USER = { name: 'builder', id: 1500, home: '/home/builder' };

/**
 * Docker drops what it does not forward itself; the bridge of Podman's containers is let through. A rootless engine has
 * a network of its own.
 */
const forwarded = ['-i', '-o'].map((direction) => [direction, 'podman0', '-j', 'ACCEPT']);

const podman = (socket) => ['podman', 'system', 'service', '--time=0', `unix://${socket}`];

/** What each runs, where it keeps what it stores, and where its socket is. */
const engines = {
  podman: {
    product: 'Podman',
    rootless: false,
    data: '/var/lib/containers',
    socket: '/run/statix/podman.sock',
    command: podman('/run/statix/podman.sock'),
  },
  'podman-rootless': {
    product: 'Podman',
    rootless: true,
    data: `${USER.home}/.local/share/containers`,
    socket: `/run/user/${USER.id}/podman.sock`,
    command: podman(`/run/user/${USER.id}/podman.sock`),
  },
  'docker-rootless': {
    product: 'Docker',
    rootless: true,
    data: `${USER.home}/.local/share/docker`,
    socket: `/run/user/${USER.id}/docker.sock`,
    command: ['sh', '/usr/share/docker.io/contrib/dockerd-rootless.sh'],
  },
};

/** @typedef {keyof typeof engines} OtherEngine */

/**
 * Starts one. Needs root and mmdebstrap.
 *
 * @param {string} root of the repository
 * @param {OtherEngine} name
 * @returns {Promise<{ address: string, version: string, stop: () => Promise<void> }>} address for DOCKER_HOST; version
 *   with the product's name
 */
export async function startOtherEngine(root, name) {
  const { product, rootless, data, socket, command } = engines[name];
  const folder = join(root, 'tmp/matrix', `engines-${SUITE}`);
  const system = join(folder, 'root');
  await installDebian(folder, PACKAGES);
  writeFileSync(join(system, 'etc/containers/containers.conf'), PODMAN_SETTINGS);
  const stored = join(folder, name);
  mkdirSync(stored, { recursive: true });
  const sockets = join(system, socket, '..');
  rmSync(sockets, { recursive: true, force: true });
  mkdirSync(sockets, { recursive: true });
  if (rootless) await provideUser(system, [stored, sockets]);
  else await letThrough();
  const log = createWriteStream(join(folder, `${name}.log`), { flags: 'a' });
  await once(log, 'open');
  const engine = runInDebian(
    { system, root, stored, data },
    rootless ? [...asUser(join(socket, '..')), ...command] : command,
    log,
  );
  const stop = async () => {
    engine.kill('SIGTERM');
    await engine;
    log.end();
    if (!rootless) await removeRules();
  };
  const address = `unix://${join(system, socket)}`;
  for (let tries = 0; tries < 240; tries += 1) {
    const version = await engineVersion(address);
    if (version !== undefined) return { address, version: `${product} ${version}`, stop };
    if (engine.exitCode !== null) break;
    await delay(250);
  }
  await stop();
  const end = readFileSync(join(folder, `${name}.log`), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(-15);
  throw new Error(`${name} of ${SUITE} did not come up:\n${end.join('\n')}`);
}

async function letThrough() {
  await removeRules();
  for (const rule of forwarded) await run('iptables', ['-I', 'FORWARD', ...rule]);
}

/** Also what a run that was killed has left. */
async function removeRules() {
  for (const rule of forwarded)
    await run('iptables', ['-D', 'FORWARD', ...rule], { quiet: true }).catch(() => undefined);
}

/** Its home, and 65536 numbers of users for its containers. */
async function provideUser(system, owned) {
  const { name, id, home } = USER;
  const known = readFileSync(join(system, 'etc/passwd'), 'utf8').includes(`\n${name}:`);
  if (!known) await run('chroot', [system, 'useradd', '--create-home', '--uid', String(id), name]);
  // Where its data is mounted, too.
  for (const folder of ['containers', 'docker'])
    mkdirSync(join(system, home, '.local/share', folder), { recursive: true });
  await run('chown', [`${id}:${id}`, ...owned]);
  await run('chown', ['--recursive', `${id}:${id}`, join(system, home)]);
  // As udev has them: networks and storage of containers are then those of an ordinary user.
  await run('chmod', ['666', '/dev/net/tun', '/dev/fuse']);
}

function asUser(runtime) {
  const path = 'PATH=/usr/sbin:/usr/bin:/sbin:/bin';
  const environment = [`HOME=${USER.home}`, `XDG_RUNTIME_DIR=${runtime}`, path];
  return ['runuser', '--user', USER.name, '--', 'env', `--chdir=${USER.home}`, ...environment];
}

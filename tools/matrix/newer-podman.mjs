// The Podman of a later Debian beside this machine's engine, rootful or rootless, by its socket.
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { engineRequest } from '../bootstrap/engine-api.mjs';
import { run } from '../bootstrap/run.mjs';
import { installDebian, runInDebian, SUITE } from './newer-debian.mjs';

const PACKAGES = [
  ...['ca-certificates', 'podman', 'runc', 'netavark', 'aardvark-dns', 'passt', 'uidmap'],
  ...['catatonit', 'fuse-overlayfs', 'nftables', 'procps'],
];

/**
 * Limits that root without CAP_SYS_RESOURCE may set too, and the runtime that knows every kind of cgroups: Podman's own
 * choices fail in virtual machines of CI services.
 */
const SETTINGS = `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
`;

/** Who runs it without root; the number is nobody's in a fresh Debian. */
const USER = { name: 'builder', id: 1500 };

/**
 * Starts its service. Needs root and mmdebstrap.
 *
 * @param {string} root of the repository
 * @param {{ rootless: boolean }} options
 * @returns {Promise<{ address: string, version: string, stop: () => Promise<void> }>} address for DOCKER_HOST
 */
export async function startNewerPodman(root, { rootless }) {
  const folder = join(root, 'tmp/matrix', `podman-${SUITE}${rootless ? '-rootless' : ''}`);
  const system = join(folder, 'root');
  await installDebian(folder, PACKAGES);
  writeFileSync(join(system, 'etc/containers/containers.conf'), SETTINGS);
  const runtime = rootless ? `run/user/${USER.id}` : 'run/statix';
  rmSync(join(system, runtime), { recursive: true, force: true });
  mkdirSync(join(system, runtime), { recursive: true });
  mkdirSync(join(folder, 'data'), { recursive: true });
  if (rootless) await provideUser(folder, system, runtime);
  const service = ['podman', 'system', 'service', '--time=0', `unix:///${runtime}/podman.sock`];
  const home = `/home/${USER.name}`;
  const asUser = [
    ...['runuser', '--user', USER.name, '--', 'env', '--chdir', home],
    ...[`HOME=${home}`, `XDG_RUNTIME_DIR=/${runtime}`],
  ];
  const log = createWriteStream(join(folder, 'podman.log'), { flags: 'a' });
  await once(log, 'open');
  const engine = runInDebian(
    { folder, root, data: rootless ? `${home}/.local/share/containers` : '/var/lib/containers' },
    [...(rootless ? asUser : []), ...service],
    log,
  );
  const stop = async () => {
    engine.kill('SIGTERM');
    await engine;
    log.end();
  };
  const address = `unix://${join(system, runtime, 'podman.sock')}`;
  for (let tries = 0; tries < 240; tries += 1) {
    const version = await versionOf(address);
    if (version !== undefined) return { address, version, stop };
    if (engine.exitCode !== null) break;
    await delay(250);
  }
  await stop();
  const end = readFileSync(join(folder, 'podman.log'), 'utf8').trimEnd().split('\n').slice(-15);
  throw new Error(`The Podman of ${SUITE} did not come up:\n${end.join('\n')}`);
}

/** Its home, and 65536 numbers of users for its containers. */
async function provideUser(folder, system, runtime) {
  const { name, id } = USER;
  const known = readFileSync(join(system, 'etc/passwd'), 'utf8').includes(`\n${name}:`);
  if (!known) await run('chroot', [system, 'useradd', '--create-home', '--uid', String(id), name]);
  const share = join(system, 'home', name, '.local/share');
  mkdirSync(join(share, 'containers'), { recursive: true });
  const owned = [join(folder, 'data'), join(system, runtime)];
  await run('chown', [`${id}:${id}`, ...owned]);
  await run('chown', ['--recursive', `${id}:${id}`, join(system, 'home', name)]);
  // As udev has them: a container's network and storage are those of an ordinary user.
  await run('chmod', ['666', '/dev/net/tun', '/dev/fuse']);
}

/** @param {string} address @returns {Promise<string | undefined>} undefined if nothing answers */
async function versionOf(address) {
  try {
    return JSON.parse((await engineRequest('GET', '/version', undefined, address)).text).Version;
  } catch {
    return undefined;
  }
}

import { spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { engineAnswers } from './engine-api.mjs';
import { run } from './run.mjs';

const ENGINE_LOG = '/var/log/statix-dockerd.log';
const PID_FILE = '/var/run/docker.pid';

/** Finds a running engine; as root on Debian installs and starts one; elsewhere says what to do. */
export async function provideEngine() {
  if (await engineAnswers()) return;
  if (process.env.DOCKER_HOST !== undefined) {
    throw new Error(
      `No engine answers at DOCKER_HOST=${process.env.DOCKER_HOST}. Start it, or unset DOCKER_HOST.`,
    );
  }
  if (!isDebian() || process.getuid?.() !== 0) throw new Error(howToGetAnEngine());
  await installEngine();
  await startEngine();
}

export function isDebian() {
  if (!existsSync('/etc/os-release')) return false;
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
}

async function installEngine() {
  const needed = ['/usr/sbin/dockerd', '/usr/sbin/iptables', '/usr/bin/mmdebstrap'];
  if (needed.every((path) => existsSync(path))) return;
  console.log('Installing a container engine: apt-get install docker.io iptables mmdebstrap');
  await aptInstall(['docker.io', 'iptables', 'mmdebstrap']);
}

/** @param {readonly string[]} packages Debian package names */
export async function aptInstall(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], { env, quiet: true });
  await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], {
    env,
    quiet: true,
  });
}

/** Detached, in a session of its own: it outlives this command, as a service would. */
async function startEngine() {
  console.log(`Starting dockerd (log: ${ENGINE_LOG})`);
  removeStalePidFile();
  const log = openSync(ENGINE_LOG, 'a');
  const engine = spawn('dockerd', [], { detached: true, stdio: ['ignore', log, log] });
  let ended;
  engine.once('error', (error) => (ended = error.message));
  engine.once('exit', (code) => (ended = `exit code ${code}`));
  engine.unref();
  for (let tries = 0; tries < 240; tries += 1) {
    if (await engineAnswers()) return;
    if (ended !== undefined) break;
    await delay(250);
  }
  const end = readFileSync(ENGINE_LOG, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
  throw new Error(`dockerd did not come up (${ended ?? 'no answer within a minute'}):\n${end}`);
}

/**
 * dockerd refuses to start while the process of its pid file lives, even when that id now belongs to
 * another program, as it does after a container or machine was restarted from a disk image.
 */
function removeStalePidFile() {
  if (!existsSync(PID_FILE)) return;
  const comm = `/proc/${readFileSync(PID_FILE, 'utf8').trim()}/comm`;
  if (existsSync(comm) && readFileSync(comm, 'utf8').trim() === 'dockerd') return;
  rmSync(PID_FILE, { force: true });
}

function howToGetAnEngine() {
  return [
    'No container engine answers at /var/run/docker.sock, and this command installs one only as root on Debian or Ubuntu.',
    '',
    '  1. Debian or Ubuntu:  sudo apt-get install docker.io iptables mmdebstrap && sudo usermod -aG docker "$USER"',
    '  2. Fedora:            sudo dnf install moby-engine && sudo systemctl start docker',
    '  3. macOS, Windows:    start Docker Desktop, Colima or Rancher Desktop (an x86_64 engine, or emulation)',
    '  4. An engine elsewhere:  export DOCKER_HOST=tcp://host:2375',
  ].join('\n');
}

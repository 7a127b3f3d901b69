import { existsSync } from 'node:fs';
import { aptInstall, isDebian } from './engine.mjs';

/** What the tests run themselves: program and Debian package. */
const programs = [
  ['/usr/bin/docker-registry', 'docker-registry'],
  ['/usr/sbin/ip', 'iproute2'],
  ['/usr/sbin/sshd', 'openssh-server'],
  ['/usr/bin/ssh-agent', 'openssh-client'],
  ['/usr/bin/openssl', 'openssl'],
  ['/usr/bin/podman', 'podman'],
];

/** As root on Debian installs what the tests need beyond npm; elsewhere says what is missing. */
export async function provideTestPrograms() {
  const missing = programs.filter(([path]) => !existsSync(path)).map(([, name]) => name);
  if (missing.length === 0) return;
  if (!isDebian() || process.getuid?.() !== 0) {
    throw new Error(
      `The tests need these programs: ${missing.join(', ')}.\n  sudo apt-get install ${missing.join(' ')}`,
    );
  }
  console.log(`Installing for the tests: apt-get install ${missing.join(' ')}`);
  await aptInstall(missing);
}

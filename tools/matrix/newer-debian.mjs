// The programs of a later Debian on this machine: its files in a folder, and processes that see it as their root.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { run } from '../bootstrap/run.mjs';

export const SUITE = 'trixie';

/**
 * Installs packages of it into `<folder>/root`, once. Needs root and mmdebstrap.
 *
 * @param {string} folder absolute path
 * @param {readonly string[]} packages
 */
export async function installDebian(folder, packages) {
  const done = join(folder, 'installed');
  if (existsSync(done)) return;
  console.log(`Installing packages of Debian ${SUITE} into a folder (mmdebstrap)…`);
  const system = join(folder, 'root');
  rmSync(system, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await run(
    'mmdebstrap',
    ['--quiet', '--variant=minbase', `--include=${packages.join(',')}`, SUITE, system],
    { quiet: true },
  );
  writeFileSync(done, '');
}

/**
 * Starts a command that sees such a folder as its root; this machine's /dev, /sys, /tmp and the repository are in it.
 *
 * @param {{ system: string, root: string, stored: string, data: string }} place `system` is that folder, `root` the
 *   repository; `stored` is to be seen at the path `data`
 * @param {readonly string[]} command
 * @param {import('node:stream').Writable} log gets its outputs
 */
export function runInDebian({ system, root, stored, data }, command, log) {
  const script = join(import.meta.dirname, 'enter-debian.sh');
  return execa('unshare', ['--mount', 'bash', script, system, stored, data, root, ...command], {
    stdin: 'ignore',
    stdout: log,
    stderr: log,
    // A signal to the terminal's group is for whoever asked for the command: it is ended by them.
    detached: true,
    reject: false,
    forceKillAfterDelay: false,
  });
}

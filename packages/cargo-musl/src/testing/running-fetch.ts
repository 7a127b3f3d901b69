import { execFileSync } from 'node:child_process';

/**
 * The container in which this process fetches; undefined while the engine does not say yet that it runs: what
 * runs in it can be faster than the engine's own list.
 */
export function runningFetch(): string | undefined {
  const labels = ['dev.statix.purpose=fetch', `dev.statix.pid=${process.pid}`];
  const filters = labels.flatMap((label) => ['--filter', `label=${label}`]);
  const [id] = docker('ps', '--quiet', ...filters).split('\n');
  return id === '' ? undefined : id;
}

/** What a command of the Docker CLI prints. */
export function docker(...args: string[]): string {
  return execFileSync('docker', args, { maxBuffer: 1 << 28 }).toString();
}

// An Nx workspace for a benchmark: copies of given files in a git repository of its own, with links to
// the packages of this checkout.
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execaSync } from 'execa';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * @param {string} path a folder that does not exist yet
 * @param {string} sources files to copy into it
 * @param {unknown[]} plugins of nx.json
 */
export function benchWorkspace(path, sources, plugins) {
  cpSync(sources, path, { recursive: true });
  const write = (file, content) => writeFileSync(join(path, file), content);
  write('package.json', JSON.stringify({ name: 'bench', version: '0.0.0', private: true }));
  write('nx.json', JSON.stringify({ analytics: false, neverConnectToCloud: true, plugins }));
  write('.gitignore', 'node_modules\n.nx\ntarget\ndist\n');
  linkInto(path, join(root, 'node_modules'));
  git(path, ['init', '-q']);
  git(path, ['add', '-A']);
  git(path, ['commit', '-qm', 'start']);
  return path;
}

/** Links every package of a node_modules, so that one more can stand beside them. */
export function linkInto(path, modules) {
  mkdirSync(join(path, 'node_modules'), { recursive: true });
  for (const name of readdirSync(modules)) {
    const link = join(path, 'node_modules', name);
    if (!name.startsWith('.') && !existsSync(link)) symlinkSync(join(modules, name), link);
  }
}

function git(path, args) {
  const identity = ['user.name=bench', 'user.email=bench@localhost', 'gc.auto=0'];
  const options = identity.flatMap((setting) => ['-c', setting]);
  execaSync('git', [...options, ...args], { cwd: path });
}

/** Runs nx to its end. @returns {{ seconds: number, output: string }} from start to end of the process */
export function nx(path, args, env) {
  const started = process.hrtime.bigint();
  const { stdout } = execaSync(
    process.execPath,
    [join(path, 'node_modules/nx/dist/bin/nx.js'), ...args],
    { cwd: path, env: { NX_NO_CLOUD: 'true', ...env } },
  );
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  return { seconds, output: stdout };
}

export function median(numbers) {
  const sorted = [...numbers].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

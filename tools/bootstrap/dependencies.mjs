import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

/** Installs exactly what package-lock.json says, unless that was done already, and builds the packages. */
export async function installDependencies(root) {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).update(process.version).digest('hex');
  const stamp = join(root, 'node_modules', '.statix-installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
    await run('npm', ['run', '--silent', 'build'], { cwd: root, quiet: true });
    return;
  }
  console.log('Installing dependencies (npm install)…');
  // Not npm ci: it refuses when a registry mirror lacks one of the optional binaries for other
  // platforms that a package lists. The versions are those of the lock all the same.
  await run('npm', ['install', '--no-save', '--no-fund', '--no-audit'], { cwd: root, quiet: true });
  writeFileSync(stamp, wanted);
}

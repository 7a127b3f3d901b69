import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Observer } from './observation.js';

/** All that is in a folder: the recipe of an image is hashed by every file of it. */
export function observeFolder(observer: Observer, folder: string): void {
  const real = realpathSync(folder);
  const entries = readdirSync(real, { withFileTypes: true });
  observer.directory(real, entries);
  observer.list(real);
  for (const entry of entries) {
    const path = join(real, entry.name);
    if (entry.isDirectory()) observeFolder(observer, path);
    else if (entry.isFile()) observer.file(path, readFileSync(path));
  }
}

const load = createRequire(__filename);

const ours = [
  '@statix/nx',
  '@statix/cargo',
  '@statix/cargo-musl',
  '@statix/contract',
  '@statix/engine',
  '@statix/image',
  '@statix/package',
  '@statix/upx',
  '@statix/verify',
];

/**
 * Our own packages: another release reads and infers otherwise. In a checkout of ours, where the
 * version stays, the compiler's record tells.
 *
 * Throws nothing, for nobody waits who could be told: where npm is just replacing a package, it is
 * observed as a file that is nowhere, so that the next reading is a new one.
 */
export function observeProgram(observer: Observer): void {
  for (const name of ours) {
    try {
      const manifest = realpathSync(load.resolve(`${name}/package.json`));
      const record = join(dirname(manifest), 'dist/tsconfig.tsbuildinfo');
      for (const path of [manifest, record]) {
        if (existsSync(path)) observer.file(path, readFileSync(path));
      }
    } catch {
      observer.file(name, '');
    }
  }
}

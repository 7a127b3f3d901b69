import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** With the folders above it. @param {string} path relative to the root */
export function write(root, path, text) {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

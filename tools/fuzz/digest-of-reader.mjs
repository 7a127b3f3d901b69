import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../packages/elf/src', import.meta.url));
const random = fileURLToPath(
  new URL('../../packages/contract/src/testing/random.ts', import.meta.url),
);

/** sha256 of the sources that are fuzzed and of those that fuzz: the numbers are of no others. */
export function digestOfReader() {
  const hash = createHash('sha256');
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!file.endsWith('.ts') || file.endsWith('.spec.ts')) continue;
    hash.update(`${file}\0`).update(readFileSync(join(folder, file)));
  }
  hash.update(readFileSync(random));
  return hash.digest('hex');
}

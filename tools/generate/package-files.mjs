// Puts into each package what npm packs from its own folder only: the licence, and the recipe of the
// image with its lock.
import { cpSync, copyFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

for (const name of readdirSync(join(root, 'packages'))) {
  copyFileSync(join(root, 'LICENSE'), join(root, 'packages', name, 'LICENSE'));
}

const shipped = join(root, 'packages/image/recipe');
rmSync(shipped, { recursive: true, force: true });
cpSync(join(root, 'images/statix/recipe'), shipped, { recursive: true });
copyFileSync(join(root, 'images/statix/lock.json'), join(shipped, 'lock.json'));

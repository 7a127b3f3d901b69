import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StatixError } from '@statix/contract';
import type { FileStep } from './plan-set-up.js';

/**
 * Writes the file of a step, unless it is there with the same content.
 *
 * @throws StatixError STATIX_IMAGE_DEFINED when it is there with another: what somebody has written stays
 */
export function writeDefinition({ path, content }: FileStep, folder: string): void {
  const file = join(folder, path);
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return;
  }
  if (sameJson(readFileSync(file, 'utf8'), content)) return;
  throw new StatixError({
    code: 'STATIX_IMAGE_DEFINED',
    what: `${path} defines another image`,
    remedies: [
      { text: `Write into ${path}:`, snippet: content.trimEnd() },
      'Or remove it, and run this again.',
    ],
  });
}

/** However it is indented. */
function sameJson(left: string, right: string): boolean {
  try {
    return JSON.stringify(JSON.parse(left)) === JSON.stringify(JSON.parse(right));
  } catch {
    return false;
  }
}

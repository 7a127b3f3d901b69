import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '@statix/contract';

/** What all files below a folder contain, a byte a character. Other tests may remove some while it reads. */
export function textBelow(folder: string): string {
  return unlessGone([], () => readdirSync(folder, { withFileTypes: true }))
    .map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return textBelow(path);
      return entry.isFile() ? unlessGone('', () => readFileSync(path, 'latin1')) : '';
    })
    .join('\n');
}

function unlessGone<T>(otherwise: T, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return otherwise;
    throw error;
  }
}

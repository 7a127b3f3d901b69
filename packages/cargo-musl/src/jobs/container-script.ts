import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StagedFile } from '../staging/staged-file.js';

/** @param name of a file in this package's folder `container`, which a job gets under the same name */
export async function containerScript(name: string): Promise<StagedFile> {
  const content = await readFile(join(__dirname, '../../container', name));
  return { path: name, content, executable: false };
}

import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Registry } from './registry';

/**
 * The folder of a workspace that tests copy, made when the first of them asks for it: to install takes
 * half a minute, to copy a second. It stays as long as the registry that it was installed from.
 * @param make lays and installs it in the folder that it is given
 */
export async function installedOnce(
  registry: Registry,
  name: string,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = join(registry.folder, 'installed', name);
  if (existsSync(folder)) return folder;
  // Nothing that was begun and not ended is taken for one; and two workers of Jest may make it at once.
  const begun = `${folder}.${process.pid}`;
  rmSync(begun, { recursive: true, force: true });
  mkdirSync(dirname(begun), { recursive: true });
  await make(begun);
  if (existsSync(folder)) rmSync(begun, { recursive: true });
  else renameSync(begun, folder);
  return folder;
}

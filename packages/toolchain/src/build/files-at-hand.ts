import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errorMessage, type ImageLock, type LockedFile, StatixError } from '@statix/contract';
import type { ContextFile } from './build-context.js';
import { SITE_FOLDER } from '../definition/recipe-files.js';

/** Names a folder that `image-fetch` filled: the first place where a build looks for its files. */
export const FILES_VARIABLE = 'STATIX_IMAGE_FILES';

/** Where a build has the folder; mounted while files are looked for, and in no layer. */
const FILES_FOLDER = `${SITE_FOLDER}/files`;

/** Every file that a lock names, sources first. */
export function lockedFiles(lock: ImageLock): LockedFile[] {
  return [
    ...lock.sources.flatMap(({ files }) => files),
    ...(lock.toolchain?.components ?? []),
    ...lock.crates,
    ...lock.packages,
  ];
}

/** The name of a locked file in a folder. */
export function fileName(file: Pick<LockedFile, 'path'>): string {
  return basename(file.path);
}

/**
 * Those locked files that the folder of this machine has, for the build's context. Here only names
 * and sizes are compared: the build checks every sha256, and takes the next provider if it is wrong.
 *
 * @throws StatixError STATIX_ENVIRONMENT_INVALID if STATIX_IMAGE_FILES names no folder
 */
export async function filesAtHand(
  lock: ImageLock | undefined,
  env: NodeJS.ProcessEnv,
): Promise<ContextFile[]> {
  const folder = env[FILES_VARIABLE];
  if (lock === undefined || folder === undefined || folder === '') return [];
  await requireFolder(folder);
  const found = new Map<string, ContextFile>();
  for (const file of lockedFiles(lock)) {
    const path = join(folder, fileName(file));
    const facts = await stat(path).catch(() => undefined);
    if (facts?.isFile() !== true || facts.size !== file.size) continue;
    found.set(path, {
      path: `${FILES_FOLDER}/${fileName(file)}`,
      content: { size: file.size, open: () => createReadStream(path) },
    });
  }
  return [...found.values()];
}

async function requireFolder(folder: string): Promise<void> {
  try {
    if ((await stat(folder)).isDirectory()) return;
    throw new Error('It is a file.');
  } catch (cause) {
    throw new StatixError({
      code: 'STATIX_ENVIRONMENT_INVALID',
      what: `${FILES_VARIABLE} names no folder: ${folder}`,
      why: errorMessage(cause),
      remedies: [
        {
          text: 'Have the folder filled, where there is a network:',
          snippet: `npx nx run statix-image:image-fetch --folder=${folder}`,
        },
        { text: 'Or unset it:', snippet: `unset ${FILES_VARIABLE}` },
      ],
      cause,
    });
  }
}

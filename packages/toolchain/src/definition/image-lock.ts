import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { imageLockSchema, readDocument, StatixError, type ImageLock } from '@statix/contract';
import type { RecipeDefinition } from './image-definition.js';

/** What makes a lock or refreshes it. */
export const LOCK_COMMAND = 'npx nx run statix-image:image-lock';

/** A recipe that has it says what its lock is about. */
export const SOURCES_PATH = 'sources.json';

/** @throws StatixError STATIX_DOCUMENT_MISSING, STATIX_DOCUMENT_INVALID */
export function readImageLock(path: string): Promise<ImageLock> {
  return readDocument(path, imageLockSchema, [
    { text: 'Have it made again:', snippet: LOCK_COMMAND },
  ]);
}

/**
 * The lock that an image is to be built from; undefined for a recipe that asks for none.
 *
 * @throws StatixError STATIX_IMAGE_NOT_LOCKED if there is none, STATIX_IMAGE_LOCK_ARGUMENTS if it
 *   was made for other arguments
 */
export async function requireLock(definition: RecipeDefinition): Promise<ImageLock | undefined> {
  const { lockFile, recipeRoot, path, arguments: values } = definition;
  if (lockFile === undefined) {
    if (!existsSync(join(recipeRoot, SOURCES_PATH))) return undefined;
    throw new StatixError({
      code: 'STATIX_IMAGE_NOT_LOCKED',
      what: `The image that ${path} defines has no lock`,
      why: 'Without it nothing says which versions the image is made of.',
      remedies: [{ text: 'Have it made:', snippet: LOCK_COMMAND }],
    });
  }
  const lock = await readImageLock(lockFile);
  const other = Object.keys({ ...values, ...lock.arguments }).filter(
    (name) => values[name] !== lock.arguments[name],
  );
  if (other.length === 0) return lock;
  throw new StatixError({
    code: 'STATIX_IMAGE_LOCK_ARGUMENTS',
    what: `The lock ${lockFile} was made for other arguments than ${path} sets`,
    why: 'What these arguments ask for is not in the lock, and a build takes nothing else.',
    excerpt: other.map(
      (name) => `${name}: '${values[name] ?? ''}', in the lock '${lock.arguments[name] ?? ''}'`,
    ),
    remedies: [{ text: 'Refresh the lock for them, and commit it:', snippet: LOCK_COMMAND }],
  });
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { imageLockSchema, readDocument, StatixError, type ImageLock } from '@statix/contract';
import type { RecipeDefinition } from './image-definition.js';
import { LOCK_COMMAND, lockCommandOf } from '../channel/lock-command.js';

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
  const { lockFile, recipeRoot, path, arguments: values, channel, toolchain } = definition;
  const command = lockCommandOf(channel);
  if (lockFile === undefined) {
    if (!existsSync(join(recipeRoot, SOURCES_PATH))) return undefined;
    throw new StatixError({
      code: 'STATIX_IMAGE_NOT_LOCKED',
      what: `The image that ${path} defines${channel === undefined ? '' : ` with Rust ${channel}`} has no lock`,
      why: 'Without it nothing says which versions the image is made of.',
      remedies: [{ text: 'Have it made:', snippet: command }],
    });
  }
  const lock = await readImageLock(lockFile);
  if (lock.toolchain?.channel !== toolchain?.channel) {
    const ofLock = lock.toolchain?.channel ?? 'the recipe’s own';
    throw new StatixError({
      code: 'STATIX_IMAGE_LOCK_TOOLCHAIN',
      what: `The lock ${lockFile} has another Rust than ${path} asks for`,
      why: `It was made for ${ofLock}, and ${toolchain?.channel ?? 'the recipe’s own'} is asked for. A build takes nothing that is not in the lock.`,
      remedies: [{ text: 'Refresh the lock for it, and commit it:', snippet: command }],
    });
  }
  requireVersions(lock, definition);
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
    remedies: [{ text: 'Refresh the lock for them, and commit it:', snippet: command }],
  });
}

/** What arguments of Statix v0.1.0 ask for has to be what the lock has. */
function requireVersions(
  lock: ImageLock,
  { path, channel, versions = {} }: RecipeDefinition,
): void {
  const locked = new Map([...lock.packages, ...lock.sources].map((one) => [one.name, one.version]));
  const other = Object.entries(versions).filter(
    ([name, version]) => !isVersion(locked.get(name) ?? '', version),
  );
  if (other.length === 0) return;
  throw new StatixError({
    code: 'STATIX_IMAGE_LOCK_ARGUMENTS',
    what: `The lock has other versions than the arguments of ${path} ask for`,
    why: 'A build takes what is in the lock, and nothing else.',
    excerpt: other.map(
      ([name, version]) => `${name}: '${version}', in the lock '${locked.get(name) ?? 'none'}'`,
    ),
    remedies: [
      {
        text: 'Pin them in the lock, as far as Debian has them, and commit it:',
        snippet: `${lockCommandOf(channel)} ${other.map(([name, version]) => `--set=${name}=${version}`).join(' ')}`,
      },
    ],
  });
}

/** Debian Policy 5.6.12: epoch, upstream version, revision; `+dfsg` and its like are Debian's. */
function isVersion(locked: string, asked: string): boolean {
  const upstream = locked.replace(/^\d+:/, '').replace(/-[^-]*$/, '');
  return locked === asked || upstream === asked || upstream.replace(/[+~.]?dfsg.*$/, '') === asked;
}

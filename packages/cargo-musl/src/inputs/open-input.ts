import { type BigIntStats, constants } from 'node:fs';
import { lstat, open, realpath, type FileHandle } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { StatixError } from '@statix/contract';

/** A file of the workspace as it was while it was read. */
export interface ReadInput {
  readonly content: Buffer;
  /** When the file, or the link that led to it, was last changed: milliseconds since the epoch. */
  readonly changed: number;
}

/**
 * Reads a file of the workspace. A symbolic link, in the last place of the path or before it, is
 * followed only where `mayLeadTo` says so. What was checked is what is read: the file is opened at the
 * place that the path leads to, without following a link there, and the path must still lead to it.
 *
 * @param root absolute, without symbolic links
 * @param path relative to the root, with forward slashes
 * @param mayLeadTo whether a link may lead to a path, given as `path` is
 * @throws StatixError STATIX_INPUT_LINK, STATIX_INPUT_OUTSIDE, STATIX_INPUT_CHANGED,
 *   STATIX_INPUT_UNREADABLE
 */
export async function readInput(
  root: string,
  path: string,
  mayLeadTo: (path: string) => boolean,
): Promise<ReadInput> {
  const absolute = join(root, path);
  try {
    const target = await realpath(absolute);
    if (target !== absolute) requireInput(root, path, target, mayLeadTo);
    // O_NONBLOCK: a FIFO without a writer must not stop the build.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const file = await open(target, flags);
    try {
      return await readStable(file, path, target, absolute);
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof StatixError) throw cause;
    throw unreadable(path, cause);
  }
}

async function readStable(
  file: FileHandle,
  path: string,
  target: string,
  absolute: string,
): Promise<ReadInput> {
  const before = await file.stat({ bigint: true });
  if (!before.isFile()) throw new Error('it is not a regular file');
  const content = await file.readFile();
  const after = await file.stat({ bigint: true });
  const there = await lstat(target, { bigint: true });
  const same =
    isSame(before, after) &&
    isSame(after, there) &&
    BigInt(content.length) === after.size &&
    (await realpath(absolute)) === target;
  if (!same) throw changedWhileRead(path);
  const link = target === absolute ? undefined : await lstat(absolute);
  return { content, changed: Math.max(Number(after.ctimeNs) / 1e6, link?.ctimeMs ?? 0) };
}

function isSame(left: BigIntStats, right: BigIntStats): boolean {
  return (
    left.dev === right.dev &&
    left.ino === right.ino &&
    left.size === right.size &&
    left.mtimeNs === right.mtimeNs &&
    left.ctimeNs === right.ctimeNs
  );
}

function requireInput(
  root: string,
  path: string,
  target: string,
  mayLeadTo: (path: string) => boolean,
): void {
  const inside = relative(root, target);
  const remedies = [
    'Put the file itself in the place of the link, or leave the link out of the package.',
  ];
  if (inside === '..' || inside.startsWith(`..${sep}`)) {
    throw new StatixError({
      code: 'STATIX_INPUT_OUTSIDE',
      what: `${path} is a link to ${target}, outside the workspace`,
      why: 'Nx hashes the link and not what it leads to, so a change there would go unseen.',
      remedies,
    });
  }
  const place = inside.split(sep).join('/');
  if (mayLeadTo(place)) return;
  throw new StatixError({
    code: 'STATIX_INPUT_LINK',
    what: `${path} is a link to ${place}, which is no input of this build`,
    why: 'Nx hashes the link and not what it leads to, so a change there would go unseen.',
    remedies: [
      {
        text: 'If git does not ignore the file, name it in the Cargo.toml of the package that is built:',
        snippet: `[package.metadata.statix.build-static]\nextraInputs = [${JSON.stringify(place)}]`,
      },
      ...remedies,
    ],
  });
}

function changedWhileRead(path: string): StatixError {
  return new StatixError({
    code: 'STATIX_INPUT_CHANGED',
    what: `${path} was changed while it was read`,
    why: 'The build would see something else than Nx has hashed.',
    remedies: ['Run again.'],
  });
}

function unreadable(path: string, cause: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_INPUT_UNREADABLE',
    what: `${path} cannot be read`,
    why: cause instanceof Error ? cause.message : String(cause),
    remedies: [
      'If it was just removed, run again; Nx’s daemon may be a moment behind (`npx nx reset`).',
    ],
    cause,
  });
}

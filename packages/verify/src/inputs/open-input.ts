import { createHash } from 'node:crypto';
import { constants, type BigIntStats } from 'node:fs';
import { open, readlink, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { errorCode, errorMessage, StatixError } from '@statix/contract';
import { Budget } from '../archives/budget.js';
import { HEAD_BYTES, kindOfFile } from '../archives/file-kind.js';
import { PrivateFolder } from '../archives/private-folder.js';
import { piecesOfFile, withHead } from '../archives/pieces.js';
import {
  isArchive,
  unpackArchive,
  type PassedOver,
  type UnpackedProgram,
} from '../archives/unpack-archive.js';

/** A file that was named to be verified: a program, or an archive of them. */
export interface NamedPath {
  /** As it was named. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

export interface ArchiveFacts {
  readonly name: string;
  readonly sha256: string;
  readonly size: number;
}

/** What is at a path. */
export interface Input {
  readonly name: string;
  /** Undefined for a program by itself. */
  readonly archive: ArchiveFacts | undefined;
  readonly programs: readonly UnpackedProgram[];
  readonly passedOver: readonly PassedOver[];
}

/**
 * Opens what was named, and lets `use` have the programs in it. Copies of those in an archive are in a folder of
 * their own, which is gone afterwards, also when the process is told to end.
 *
 * @param temporary folder in which that one is made: by `TMPDIR`, or /tmp
 * @throws StatixError STATIX_INPUT_UNREADABLE, STATIX_INPUT_CHANGED, STATIX_INPUT_NO_SPACE, STATIX_ARCHIVE_* and STATIX_ARCHIVE_NO_PROGRAM;
 *   what `use` throws
 */
export async function withInput<T>(
  { name, path }: NamedPath,
  signal: AbortSignal,
  use: (input: Input) => Promise<T>,
  temporary: string = tmpdir(),
): Promise<T> {
  const file = await openWithoutFollowing(path, name);
  const folder = new Lazily(() => PrivateFolder.make(temporary));
  try {
    const input = await read(file, { name, path }, folder, signal).catch((error: unknown) => {
      throw ofTemporaryFiles(error, name, temporary);
    });
    return await use(input);
  } finally {
    await file.close();
    await folder.made?.remove();
  }
}

/** Made when it is first asked for. */
class Lazily<T> {
  made: T | undefined;

  constructor(private readonly make: () => Promise<T>) {}

  async get(): Promise<T> {
    return (this.made ??= await this.make());
  }
}

async function read(
  file: FileHandle,
  { name, path }: NamedPath,
  folder: Lazily<PrivateFolder>,
  signal: AbortSignal,
): Promise<Input> {
  const before = await file.stat({ bigint: true });
  if (!before.isFile()) throw unreadable(name, `it is ${kindOf(before)}`);
  const size = Number(before.size);
  const { head } = await withHead(
    piecesOfFile(file, name, 0, Math.min(size, HEAD_BYTES)),
    HEAD_BYTES,
  );
  // What is neither is refused as a program, by words for what it is.
  if (!isArchive(kindOfFile(head))) {
    return { name, archive: undefined, programs: [{ name, path }], passedOver: [] };
  }
  const sha256 = await hashOf(file, name, size, signal);
  const { path: place } = await folder.get();
  const budget = new Budget(name, size, signal);
  const { programs, passedOver } = await unpackArchive({ file, size }, name, place, budget);
  if (!isUnchanged(before, await file.stat({ bigint: true }))) throw changed(name);
  if (programs.length === 0) throw noProgram(name, passedOver);
  return { name, archive: { name, sha256, size }, programs, passedOver };
}

async function hashOf(
  file: FileHandle,
  name: string,
  size: number,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of piecesOfFile(file, name, 0, size)) {
    signal.throwIfAborted();
    hash.update(piece);
  }
  return hash.digest('hex');
}

/** O_NONBLOCK, because opening a FIFO waits for a writer without it. */
async function openWithoutFollowing(path: string, name: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    if (errorCode(cause) === 'ELOOP') throw isLink(name, await readlink(path), cause);
    throw unreadable(name, reasonOf(cause), cause);
  }
}

const REASONS = new Map([
  ['ENOENT', 'there is no such file'],
  ['ENOTDIR', 'there is a file where its path has a folder'],
  ['EACCES', 'you may not read it'],
  ['ENXIO', 'it is a socket'],
]);

function reasonOf(cause: unknown): string {
  return REASONS.get(errorCode(cause) ?? '') ?? errorMessage(cause);
}

function kindOf(stat: BigIntStats): string {
  if (stat.isDirectory()) return 'a folder';
  if (stat.isFIFO()) return 'a pipe';
  return 'a device';
}

function isUnchanged(before: BigIntStats, after: BigIntStats): boolean {
  return (
    before.size === after.size &&
    before.mtimeNs === after.mtimeNs &&
    before.ctimeNs === after.ctimeNs
  );
}

function isLink(name: string, target: string, cause: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_INPUT_UNREADABLE',
    what: `${name} is not read: it is a symbolic link`,
    why: `It leads to ${target}, and may lead elsewhere while that is verified.`,
    remedies: ['Name the file that it leads to (`realpath` prints it).'],
    cause,
  });
}

function unreadable(name: string, why: string, cause?: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_INPUT_UNREADABLE',
    what: `${name} cannot be read: ${why}`,
    remedies: ['Name a program, or an archive of programs, that you may read.'],
    cause,
  });
}

function changed(name: string): StatixError {
  return new StatixError({
    code: 'STATIX_INPUT_CHANGED',
    what: `${name} changed while it was being read`,
    why: 'Another process wrote to it; what was read may be half of one file and half of another.',
    remedies: ['Wait for the process that writes it, then run this again.'],
  });
}

/** Errors of writing: nothing else is written than copies of programs. */
const WRITING: readonly string[] = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'ENOENT'];

function ofTemporaryFiles(cause: unknown, name: string, temporary: string): unknown {
  if (!WRITING.includes(errorCode(cause) ?? '')) return cause;
  return new StatixError({
    code: 'STATIX_INPUT_NO_SPACE',
    what: `There is no room for copies of the programs in ${name}: ${errorMessage(cause)}`,
    why: `Programs in archives are copied to ${temporary}, one archive at a time, and removed afterwards.`,
    remedies: [
      { text: 'Name a folder with more space:', snippet: 'export TMPDIR=/path/to/folder' },
    ],
    cause,
  });
}

function noProgram(name: string, passedOver: readonly PassedOver[]): StatixError {
  return new StatixError({
    code: 'STATIX_ARCHIVE_NO_PROGRAM',
    what: `There is no program in ${name}`,
    why: 'No file in it is an ELF file that Linux executes, so nothing is proven.',
    excerpt: passedOver
      .filter(({ is }) => is === 'unreadable' || is === 'shared library')
      .slice(0, 10)
      .map((one) => `${one.name}: ${one.what}`),
    remedies: ['Name the archive that holds the programs.'],
  });
}

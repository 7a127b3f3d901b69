import { constants, type BigIntStats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { changedWhileRead, malformed, unreadable } from './elf-error.js';
import type { ElfFile, ElfStructure } from './elf-file.js';
import { LIMITS } from './limits.js';
import { hashSource, parseElf, readStructure } from './parse-elf.js';
import { fileSource, type ByteSource } from './read/byte-source.js';

export interface OpenedElf {
  readonly elf: ElfFile;
  /** sha256 of the very bytes that the facts in `elf` were read from. */
  readonly sha256: string;
  readonly size: number;
}

/**
 * Reads and hashes an ELF file. Facts and hash come from one open file, so replacing the path in
 * between cannot mix two files; a file that is written to meanwhile is refused.
 *
 * @param path a regular file; a symbolic link is refused, since what it names can change
 * @throws StatixError STATIX_ELF_UNREADABLE, STATIX_ELF_NOT_ELF, STATIX_ELF_TRUNCATED,
 * STATIX_ELF_MALFORMED, STATIX_ELF_CHANGED
 */
export async function openElf(path: string): Promise<OpenedElf> {
  return withElf(path, ({ elf, sha256, source }) =>
    Promise.resolve({ elf, sha256, size: source.size }),
  );
}

/**
 * As {@link openElf}, of a file that is open already and by its headers alone: all that says how it is linked, in
 * the same time whatever its size.
 *
 * @param path for messages
 * @throws StatixError as {@link openElf}
 */
export async function readElfStructure(file: FileHandle, path: string): Promise<ElfStructure> {
  return readUnchanged(file, path, readStructure);
}

/**
 * sha256 of a file, by the rules of {@link openElf}: regular, not through a link, the same while it is read.
 *
 * @throws StatixError STATIX_ELF_UNREADABLE, STATIX_ELF_CHANGED, STATIX_ELF_MALFORMED where it is too large
 */
export async function hashElf(path: string): Promise<string> {
  return withSource(path, hashSource);
}

/** As {@link openElf}, and lets `use` read what else it wants of the same file. */
export async function withElf<T>(
  path: string,
  use: (opened: Omit<OpenedElf, 'size'> & { readonly source: ByteSource }) => Promise<T>,
): Promise<T> {
  return withSource(path, async (source) => use({ ...(await parseElf(source)), source }));
}

/** Lets `use` read ranges of one file that is open, and stays the same meanwhile; see {@link openElf}. */
export async function withSource<T>(
  path: string,
  use: (source: ByteSource) => Promise<T>,
): Promise<T> {
  const file = await openWithoutFollowing(path);
  try {
    return await readUnchanged(file, path, use);
  } finally {
    await file.close();
  }
}

async function readUnchanged<T>(
  file: FileHandle,
  path: string,
  use: (source: ByteSource) => Promise<T>,
): Promise<T> {
  const before = await file.stat({ bigint: true });
  if (!before.isFile()) throw unreadable(path, `it is ${kindOf(before)}`);
  if (before.size > BigInt(LIMITS.fileBytes)) throw malformed(path, `it is ${before.size} bytes`);
  const value = await use(fileSource(path, file, Number(before.size)));
  if (!isUnchanged(before, await file.stat({ bigint: true }))) throw changedWhileRead(path);
  return value;
}

/** O_NONBLOCK, because opening a FIFO waits for a writer without it. */
async function openWithoutFollowing(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    throw unreadable(path, reasonOf(cause), cause);
  }
}

function reasonOf(cause: unknown): string {
  const code = errorCode(cause);
  if (code === 'ELOOP' || code === 'EMLINK') return 'it is a symbolic link';
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'you may not read it';
  return String(cause);
}

function errorCode(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

function kindOf(stat: BigIntStats): string {
  if (stat.isDirectory()) return 'a folder';
  if (stat.isFIFO()) return 'a pipe';
  if (stat.isSocket()) return 'a socket';
  return 'a device';
}

function isUnchanged(before: BigIntStats, after: BigIntStats): boolean {
  return (
    before.size === after.size &&
    before.mtimeNs === after.mtimeNs &&
    before.ctimeNs === after.ctimeNs
  );
}

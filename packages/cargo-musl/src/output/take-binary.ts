import { createHash } from 'node:crypto';
import { lstat, mkdir, statfs, type FileHandle } from 'node:fs/promises';
import { Transform } from 'node:stream';
import {
  fullDisk,
  isStatixError,
  StatixError,
  writeFileDurably,
  type BuildManifest,
  type Linkage,
} from '@statix/contract';
import { buildIdOf, classifyLinkage, readElfStructure } from '@statix/elf';
import { dirname } from 'node:path';
import type { JobFile } from '../workbench/workbench.js';

/** A debug build of a large Rust program is below 1 GiB; the reader of ELF files refuses more too. */
const LARGEST_BINARY = 4 * 1024 ** 3;

export interface TakenBinary {
  readonly binary: BuildManifest['binary'];
  /** By its headers alone. */
  readonly linkage: Linkage;
  /** Hexadecimal, as the linker wrote it. */
  readonly buildId: string | undefined;
}

/**
 * Takes one binary off the workbench. It was written by code that is not trusted: it is read up to a
 * limit, whatever size is announced, and is renamed to `path` only when it is an ELF file. Nothing is
 * left otherwise.
 *
 * @param path absolute
 * @throws StatixError STATIX_BINARY_TOO_LARGE, STATIX_BINARY_REFUSED, STATIX_DISK_FULL and what else
 *   keeps a file from being written
 */
export async function takeBinary(
  name: string,
  { content, size }: JobFile,
  path: string,
  { largest = LARGEST_BINARY, mode = 0o755 }: { largest?: number; mode?: number } = {},
): Promise<TakenBinary> {
  try {
    if (size > largest) throw tooLarge(name, largest);
    if (size > (await freeBytes(dirname(path)))) throw fullDisk(path);
  } catch (error) {
    content.destroy();
    throw error;
  }
  const hash = createHash('sha256');
  let length = 0;
  const measured = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      length += chunk.length;
      if (length > largest) {
        done(tooLarge(name, largest));
        return;
      }
      hash.update(chunk);
      done(null, chunk);
    },
  });
  // Whoever writes gets the error too; it may come before anybody has begun to.
  measured.on('error', () => undefined);
  content.once('error', (error) => measured.destroy(error));
  measured.once('close', () => content.destroy());
  content.pipe(measured);
  let taken: TakenBinary | undefined;
  await writeFileDurably(path, measured, {
    mode,
    check: async (temporary, file) => {
      const { size: written, facts } = await factsOf(name, temporary, file);
      if (written !== length || !(await isAt(temporary, file)))
        throw refused(name, 'it changed while it was read');
      taken = { binary: { name, sha256: hash.digest('hex'), size: length }, ...facts };
    },
  });
  if (taken === undefined) throw new Error('writeFileDurably did not check');
  return taken;
}

async function factsOf(
  name: string,
  temporary: string,
  file: FileHandle,
): Promise<{ size: number; facts: Pick<TakenBinary, 'linkage' | 'buildId'> }> {
  try {
    // By the file that was written: what went into it has been hashed.
    const elf = await readElfStructure(file, temporary);
    const { linkage } = classifyLinkage(elf);
    return { size: elf.size, facts: { linkage, buildId: buildIdOf(elf) } };
  } catch (cause) {
    if (!isStatixError(cause)) throw cause;
    throw refused(name, cause.what.replace(temporary, 'it'), cause);
  }
}

/** Whether what gets its name is the file that was written. */
async function isAt(path: string, file: FileHandle): Promise<boolean> {
  const [own, there] = await Promise.all([file.stat(), lstat(path).catch(() => undefined)]);
  return there?.ino === own.ino && there.dev === own.dev;
}

/** Of the nearest folder that is there. */
async function freeBytes(folder: string): Promise<number> {
  await mkdir(folder, { recursive: true }).catch(() => undefined);
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    // Writing tells what is wrong with the folder.
    return Infinity;
  }
}

function tooLarge(name: string, largest: number): StatixError {
  return new StatixError({
    code: 'STATIX_BINARY_TOO_LARGE',
    what: `The binary ${name} is larger than ${largest} bytes`,
    why: 'No linker writes such a program. A build script or a proc macro may have put something else in its place.',
    remedies: ['See what the package’s build scripts do, and those of its newest dependencies.'],
  });
}

function refused(name: string, why: string, cause?: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_BINARY_REFUSED',
    what: `What cargo left as the binary ${name} is no program`,
    why,
    remedies: [
      'See whether a `linker` or `runner` of your own, or a build script, writes something else in its place.',
    ],
    cause,
  });
}

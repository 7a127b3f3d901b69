import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isStatixError, type Remedy, type StatixError } from '@statix/contract';
import { classifyLinkage, readElfStructure } from '@statix/elf';
import { refused, unsupported } from './archive-error.js';
import type { Budget } from './budget.js';
import { decompressed, isKnown } from './decompress.js';
import { describeKind, HEAD_BYTES, kindOfFile, type FileKind } from './file-kind.js';
import type { NoFile, TakeMember } from './member.js';
import { passOver, piecesOfFile, withHead, type Pieces } from './pieces.js';
import { readDeb } from './read-deb.js';
import { readTar } from './read-tar.js';
import { readZip, type ZipSource } from './read-zip.js';

/** A program that an archive holds, and where a copy of it lies. */
export interface UnpackedProgram {
  /** `release.tar.gz!bin/app` */
  readonly name: string;
  readonly path: string;
}

/** What an archive holds besides, and was not looked at as a program. */
export interface PassedOver {
  readonly name: string;
  readonly is: NoFile | 'shared library' | 'unreadable';
  /** `an xz-compressed file` */
  readonly what: string;
}

export interface UnpackedArchive {
  readonly programs: readonly UnpackedProgram[];
  readonly passedOver: readonly PassedOver[];
}

/**
 * Copies the programs of an archive into a folder, by names of our own, those of archives in it as well. Nothing else
 * of it is written, and of what it says of names, modes and links nothing is carried out.
 *
 * @param source open, of a kind that `isArchive` knows
 * @param name how it is called in messages and in the names of its programs
 * @param folder absolute, empty, and of nobody else
 * @throws StatixError STATIX_ARCHIVE_*; system errors of writing as they are
 */
export async function unpackArchive(
  source: ZipSource,
  name: string,
  folder: string,
  budget: Budget,
): Promise<UnpackedArchive> {
  const unpacking = new Unpacking(folder, budget);
  await unpacking.open(source, name);
  return unpacking;
}

class Unpacking implements UnpackedArchive {
  readonly programs: UnpackedProgram[] = [];
  readonly passedOver: PassedOver[] = [];
  readonly #names = new Set<string>();
  #files = 0;

  constructor(
    private readonly folder: string,
    private readonly budget: Budget,
  ) {}

  /** A file on disk, which a zip archive has to be. */
  async open(source: ZipSource, name: string): Promise<void> {
    await this.#look(piecesOfFile(source.file, name, 0, source.size), name, 0, source);
  }

  /** @param layer how many archives and compressed files this is in */
  async #look(pieces: Pieces, name: string, layer: number, source?: ZipSource): Promise<void> {
    const { head, all } = await withHead(pieces, HEAD_BYTES);
    const kind = kindOfFile(head);
    const inner = layer + 1;
    switch (kind) {
      case 'program':
        return this.#keepProgram(all, name);
      case 'other':
        return passOver(all);
      case 'gzip':
      case 'zstd':
        if (!isKnown(kind)) return this.#cannotLook(kind, all, name, layer);
        this.budget.enter(inner);
        return this.#lookInside(decompressed(all, kind, name, this.budget), name, inner);
      case 'tar':
        this.budget.enter(inner);
        return readTar(all, name, this.budget, this.#takeInto(name, inner));
      case 'deb':
        this.budget.enter(inner);
        return readDeb(all, name, this.budget, this.#takePart(name, inner));
      case 'zip':
        this.budget.enter(inner);
        return source === undefined
          ? this.#copied(all, (copy) => this.#readZip(copy, name, inner))
          : this.#readZip(source, name, inner);
      case 'xz':
      case 'bzip2':
      case 'lzip':
      case '7z':
      case 'rar':
      case 'rpm':
      case 'cpio':
        return this.#cannotLook(kind, all, name, layer);
    }
  }

  /** A compressed tar archive is one archive; anything else in a compressed file has a name of its own. */
  async #lookInside(pieces: Pieces, name: string, layer: number): Promise<void> {
    const { head, all } = await withHead(pieces, HEAD_BYTES);
    const isTar = kindOfFile(head) === 'tar';
    const inner = posix
      .basename(name.slice(name.lastIndexOf('!') + 1))
      .replace(/\.(?:gz|zst)$/, '');
    await this.#look(all, isTar ? name : `${name}!${inner}`, layer);
  }

  #readZip(source: ZipSource, name: string, layer: number): Promise<void> {
    return readZip(source, name, this.budget, this.#takeInto(name, layer));
  }

  #takeInto(archive: string, layer: number): TakeMember {
    return async (member, content) => {
      const name = `${archive}!${member}`;
      if (typeof content !== 'string') return this.#look(content, name, layer);
      this.passedOver.push({ name, is: content, what: `a ${content}` });
    };
  }

  /** What is installed is called as it is then; a package's scripts are in the other part. */
  #takePart(deb: string, layer: number): TakeMember {
    const take = this.#takeInto(deb, layer);
    return async (member, content) => {
      if (member !== 'data.tar' || typeof content === 'string') return take(member, content);
      const { head, all } = await withHead(content, HEAD_BYTES);
      const kind = kindOfFile(head);
      if (!isReadable(kind)) throw cannotLookInto(deb, kind, true);
      return this.#look(all, deb, layer);
    };
  }

  async #keepProgram(pieces: Pieces, name: string): Promise<void> {
    this.budget.program();
    if (this.#names.has(name)) throw refused(this.budget.name, 'two programs in it have one name');
    this.#names.add(name);
    const path = await this.#write(pieces);
    if (!(await isSharedLibrary(path, name))) {
      this.programs.push({ name, path });
      return;
    }
    await rm(path);
    this.passedOver.push({ name, is: 'shared library', what: 'a shared library' });
  }

  async #copied(pieces: Pieces, use: (copy: ZipSource) => Promise<void>): Promise<void> {
    const path = await this.#write(pieces);
    const file = await open(path, 'r');
    try {
      await use({ file, size: (await file.stat()).size });
    } finally {
      await file.close();
      await rm(path);
    }
  }

  async #write(pieces: Pieces): Promise<string> {
    this.#files += 1;
    const path = join(this.folder, String(this.#files));
    await pipeline(pieces, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    return path;
  }

  async #cannotLook(kind: FileKind, pieces: Pieces, name: string, layer: number): Promise<void> {
    if (layer === 0) throw cannotLookInto(name, kind, false);
    this.passedOver.push({ name, is: 'unreadable', what: describeKind(kind) });
    await passOver(pieces);
  }
}

const READABLE: readonly FileKind[] = ['tar', 'gzip', 'zip', 'deb'];

function isReadable(kind: FileKind): boolean {
  return READABLE.includes(kind) || (kind === 'zstd' && isKnown(kind));
}

/** Whether a file of a kind is looked into, rather than at. */
export function isArchive(kind: FileKind): boolean {
  return kind !== 'program' && kind !== 'other';
}

/**
 * By its headers and its name: a program without an interpreter and without DF_1_PIE has the same headers, and Linux
 * executes it.
 */
async function isSharedLibrary(path: string, name: string): Promise<boolean> {
  if (!/\.so(?:\.\d+)*$/.test(name)) return false;
  const file = await open(path, 'r');
  try {
    return classifyLinkage(await readElfStructure(file, name)).linkage === 'shared-library';
  } catch (error) {
    // It is refused by its name when it is verified.
    if (isStatixError(error)) return false;
    throw error;
  } finally {
    await file.close();
  }
}

/** @param isPart that it is what a Debian package installs */
function cannotLookInto(name: string, kind: FileKind, isPart: boolean): StatixError {
  const is = isPart ? `what it installs is ${describeKind(kind)}` : `it is ${describeKind(kind)}`;
  const because = `Node ${process.versions.node} has no way to read that`;
  return unsupported(name, `${is}, and ${because}`, [
    ...(kind === 'zstd' ? ['Use Node 22.15 or later, which can.'] : []),
    ...(isPart
      ? [
          {
            text: 'Name the archive that is in it:',
            snippet: 'dpkg-deb --fsys-tarfile package.deb > package.tar',
          },
        ]
      : [unpackFirst(kind)]),
  ]);
}

const DECOMPRESSORS: Partial<Record<FileKind, string>> = {
  xz: 'xz --decompress --keep',
  zstd: 'zstd --decompress --keep',
  bzip2: 'bzip2 --decompress --keep',
  lzip: 'lzip --decompress --keep',
};

function unpackFirst(kind: FileKind): Remedy | string {
  const command = DECOMPRESSORS[kind];
  return command === undefined
    ? 'Unpack it by a program that can, and name the programs in it.'
    : { text: 'Decompress it, and name what comes out:', snippet: `${command} <file>` };
}

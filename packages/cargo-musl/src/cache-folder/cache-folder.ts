import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import {
  lstat,
  mkdir,
  open,
  readdir,
  realpath,
  rename,
  rm,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { canonicalJson, errorCode, errorMessage } from '@statix/contract';
import { CACHE_FOLDER_MARKER, LARGEST_MARKER, scopeInMarker } from '@statix/toolchain';
import type { CacheDir } from '../machine/machine.js';

/** What lies in the folder: archives of crates, what a registry's index says of them, compiled units, C and C++. */
const shelves = ['crates', 'index', 'units', 'objects'] as const;

/** How deep files lie on a shelf, at most. */
const DEEPEST = 6;

/**
 * A folder that outlives the machine. What comes out of it was written by somebody else: it is read by names that
 * we make, never through a link, up to a limit, and whoever takes it looks at its bytes.
 */
export class CacheFolder {
  /** Whether anything was left in it by this run. */
  #hasGiven = false;

  private constructor(
    /** Real path. */
    private readonly root: string,
    private readonly settings: CacheDir,
    /** Whether this build may leave something in it. */
    readonly canGive: boolean,
    private isMarked: boolean,
  ) {}

  /**
   * @param trustScope of this build
   * @returns why nothing is taken from it and nothing left in it, if that is so
   */
  static async open(
    settings: CacheDir,
    trustScope: string,
  ): Promise<CacheFolder | { readonly refused: string }> {
    try {
      await mkdir(settings.folder, { recursive: true });
      const root = await realpath(settings.folder);
      const canGive = settings.scope === trustScope;
      const folder = new CacheFolder(root, settings, canGive, false);
      const marker = await folder.read(CACHE_FOLDER_MARKER, LARGEST_MARKER);
      if (marker === undefined) {
        // A folder of something else, or content of nobody knows whom.
        const isEmpty = (await readdir(root)).length === 0;
        return isEmpty ? folder : { refused: `it has content and no sound ${CACHE_FOLDER_MARKER}` };
      }
      const written = scopeInMarker(marker);
      if (written === undefined) return { refused: `its ${CACHE_FOLDER_MARKER} is broken` };
      if (written !== settings.scope)
        return {
          refused: `it is of the trust scope ${JSON.stringify(written)}, and not of ${JSON.stringify(settings.scope)}`,
        };
      folder.isMarked = true;
      return folder;
    } catch (error) {
      return { refused: errorMessage(error) };
    }
  }

  /** Whether compiled units are in it, or may come into it. */
  async isForUnits(): Promise<boolean> {
    return this.canGive || (await this.names('units')).length > 0;
  }

  /** Bytes that it may take. */
  get limit(): number {
    return this.settings.limit;
  }

  /** Names in a folder of it, sorted; none where it is not there or reached through a link. */
  async names(path: string): Promise<string[]> {
    const full = join(this.root, path);
    try {
      return (await realpath(full)) === full ? (await readdir(full)).sort() : [];
    } catch {
      return [];
    }
  }

  /** A regular file of at most so many bytes; undefined for anything else. */
  async read(path: string, most: number): Promise<Buffer | undefined> {
    const full = join(this.root, path);
    try {
      if ((await realpath(dirname(full))) !== dirname(full)) return undefined;
      const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
      const file = await open(full, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
      try {
        const facts = await file.stat();
        if (!facts.isFile() || facts.size > most) return undefined;
        const content = Buffer.alloc(facts.size);
        let done = 0;
        while (done < content.length) {
          const { bytesRead } = await file.read(content, done, content.length - done, done);
          if (bytesRead === 0) return undefined;
          done += bytesRead;
        }
        return content;
      } finally {
        await file.close();
      }
    } catch {
      return undefined;
    }
  }

  /**
   * Puts a whole file there, or none. Not durably: who takes it looks at its bytes, and a build waits for each
   * call of fsync.
   *
   * @throws NodeJS.ErrnoException
   */
  async write(path: string, content: Buffer): Promise<void> {
    if (!this.isMarked) {
      this.isMarked = true;
      // Of git and Nx it is no file of the workspace, if it lies in one.
      await this.#put('.gitignore', Buffer.from('*\n'));
      const marker = canonicalJson({ schemaVersion: 1, scope: this.settings.scope });
      await this.#put(CACHE_FOLDER_MARKER, Buffer.from(marker));
    }
    this.#hasGiven = true;
    await this.#put(path, content);
  }

  async #put(path: string, content: Buffer): Promise<void> {
    const full = join(this.root, path);
    await this.#makeFolder(dirname(path));
    const temporary = `${full}.${randomUUID()}.tmp`;
    try {
      await writeFile(temporary, content, { flag: 'wx', mode: 0o644 });
      await rename(temporary, full);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /** One after the other: below a link nothing is made either. */
  async #makeFolder(path: string): Promise<void> {
    if (path === '.') return;
    await this.#makeFolder(dirname(path));
    const full = join(this.root, path);
    await mkdir(full).catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error;
    });
    if ((await realpath(full)) !== full) throw new Error(`${full} is reached through a link`);
  }

  /** Notes that it was of use: what was of none for longest goes first. */
  async used(path: string): Promise<void> {
    const now = new Date();
    if (this.canGive) await utimes(join(this.root, path), now, now).catch(() => undefined);
  }

  async remove(path: string): Promise<void> {
    await rm(join(this.root, path), { force: true });
  }

  /** Removes what was of no use for longest until the rest is within the limit. */
  async keepWithin(): Promise<void> {
    if (!this.#hasGiven) return;
    const files = (await Promise.all(shelves.map((shelf) => this.files(shelf)))).flat();
    let total = files.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size } of files.sort((left, right) => left.time - right.time)) {
      if (total <= this.settings.limit) return;
      await this.remove(path);
      total -= size;
    }
  }

  /** All that lies below a folder of it, no link followed. */
  async files(
    path: string,
    depth = DEEPEST,
  ): Promise<{ path: string; size: number; time: number }[]> {
    const found = await Promise.all(
      (await this.names(path)).map(async (name) => {
        const below = join(path, name);
        const facts = await lstat(join(this.root, below)).catch(() => undefined);
        if (facts?.isDirectory() === true) return depth === 0 ? [] : this.files(below, depth - 1);
        return facts === undefined ? [] : [{ path: below, size: facts.size, time: facts.mtimeMs }];
      }),
    );
    return found.flat();
  }
}

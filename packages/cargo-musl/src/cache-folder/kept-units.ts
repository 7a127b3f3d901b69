import { createHash } from 'node:crypto';
import type { CacheFolder } from './cache-folder.js';
import { archiveOf, entriesOf, type OtherEntry, type TarEntry } from './tar-entries.js';
import { isUnit, unitOf } from './unit-archive.js';

/** A unit's hash and the sha256 of its archive. */
const NAME = /^(?<unit>[0-9a-f]{16})-(?<digest>[0-9a-f]{64})\.tar$/;

/** Of one unit, in bytes: more than the largest crates compile to. */
const LARGEST = 256 * 1024 * 1024;

interface Listed {
  readonly unit: string;
  readonly digest: string;
  readonly path: string;
}

/** Compiled units of one store that lie in a folder, each an archive of its own. */
export class KeptUnits {
  /** Those that were given out. */
  readonly taken = new Set<string>();
  /** Archives that were not what they are called. */
  broken = 0;

  private constructor(
    private readonly folder: CacheFolder,
    private readonly place: string,
    private readonly listed: readonly Listed[],
  ) {}

  /** @param make what they are compiled by and for */
  static async open(folder: CacheFolder, make: string): Promise<KeptUnits> {
    const place = `units/${make}`;
    const listed = (await folder.names(place)).flatMap((name) => {
      const { unit, digest } = NAME.exec(name)?.groups ?? {};
      return unit === undefined || digest === undefined
        ? []
        : [{ unit, digest, path: `${place}/${name}` }];
    });
    return new KeptUnits(folder, place, listed);
  }

  get isEmpty(): boolean {
    return this.listed.length === 0;
  }

  has(unit: string): boolean {
    return this.listed.some((listed) => listed.unit === unit);
  }

  /** All of them. One that is broken is passed over, whole. */
  async *entries(): AsyncGenerator<TarEntry> {
    let left = this.folder.limit;
    for (const { unit, digest, path } of this.listed) {
      if (this.taken.has(unit)) continue;
      const archive = await this.folder.read(path, LARGEST);
      // Another build has dropped it meanwhile, or it is no file.
      if (archive === undefined) continue;
      const entries = await soundEntries(archive, digest);
      if (entries === undefined || !isUnit(entries, unit)) {
        this.broken += 1;
        continue;
      }
      left -= entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
      if (left < 0) return;
      this.taken.add(unit);
      yield* entries;
    }
  }

  /** Notes that units were of use. */
  async used(units: ReadonlySet<string>): Promise<void> {
    for (const { unit, path } of this.listed) if (units.has(unit)) await this.folder.used(path);
  }

  /**
   * Puts a unit in the place of what is there of it. What could not be taken again is not put there.
   *
   * @returns whether it is there
   * @throws NodeJS.ErrnoException
   */
  async give(unit: string, entries: readonly (TarEntry | OtherEntry)[]): Promise<boolean> {
    if (!isUnit(entries, unit)) return false;
    const archive = await archiveOf(entries);
    if (archive.byteLength > LARGEST) return false;
    const path = `${this.place}/${unit}-${sha256(archive)}.tar`;
    await this.folder.write(path, archive);
    for (const old of this.listed)
      if (old.unit === unit && old.path !== path) await this.folder.remove(old.path);
    return true;
  }
}

/** Puts together the entries of each unit, as long as they come one unit after the other. */
export class UnitSplitter {
  #unit: string | undefined;
  #entries: (TarEntry | OtherEntry)[] = [];
  #size = 0;

  constructor(
    private readonly give: (
      unit: string,
      entries: readonly (TarEntry | OtherEntry)[],
    ) => Promise<unknown>,
  ) {}

  readonly take = async (entry: TarEntry | OtherEntry): Promise<void> => {
    const unit = unitOf(entry.path);
    if (unit !== this.#unit) await this.end();
    this.#unit = unit;
    this.#size += sizeOf(entry);
    // A build script can write without end.
    if (this.#size > LARGEST) this.#entries = [{ path: entry.path, type: 'other' }];
    else this.#entries.push(entry);
  };

  /** With the archive whole. */
  async end(): Promise<void> {
    const [unit, entries] = [this.#unit, this.#entries];
    this.#unit = undefined;
    this.#entries = [];
    this.#size = 0;
    if (unit !== undefined) await this.give(unit, entries);
  }
}

async function soundEntries(
  archive: Buffer,
  digest: string,
): Promise<(TarEntry | OtherEntry)[] | undefined> {
  if (sha256(archive) !== digest) return undefined;
  return entriesOf(archive).catch(() => undefined);
}

/** In an archive, about. */
function sizeOf(entry: TarEntry | OtherEntry): number {
  return 1024 + (entry.type === 'other' ? 0 : entry.content.byteLength);
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

import { createHash } from 'node:crypto';
import { parseLockfile } from '@statix/cargo';
import type { CacheFolder } from './cache-folder.js';
import type { OtherEntry, TarEntry } from './tar-entries.js';

/** A crate of a registry, as Cargo.lock has it. */
export interface RegistryCrate {
  readonly name: string;
  /** `<name>-<version>.crate` */
  readonly file: string;
  /** sha256 of that file, in hex. */
  readonly checksum: string;
}

/** What Cargo calls a registry in its home: host, and a hash of the index's address. */
const REGISTRY = /^[\w.-]+-[0-9a-f]{16}$/;

/** A Cargo.lock is a file of the repository, and can say anything. */
export const NAMED = /^[\w-]{1,128} [\w.+-]{1,128}$/;

/** In bytes: far more than registries take. */
const LARGEST_CRATE = 64 * 1024 * 1024;
const LARGEST_INDEX = 16 * 1024 * 1024;

/** In Cargo's home. */
const CRATE = /^registry\/cache\/(?<registry>[^/]+)\/(?<file>[^/]+)$/;
const INDEX = /^registry\/index\/(?<registry>[^/]+)\/(?<path>config\.json|\.cache\/.+)$/;

/** @throws StatixError STATIX_LOCKFILE_INVALID */
export function registryCrates(lock: { path: string; content: string }): {
  readonly crates: readonly RegistryCrate[];
  /** Whether all that a fetch brings is of registries. */
  readonly isAll: boolean;
} {
  const foreign = parseLockfile(lock.content, lock.path).filter(
    ({ source }) => source !== undefined,
  );
  const crates = foreign.flatMap(({ name, version, source = '', checksum = '' }) =>
    /^(?:registry|sparse)\+/.test(source) &&
    /^[0-9a-f]{64}$/.test(checksum) &&
    NAMED.test(`${name} ${version}`)
      ? [{ name, file: `${name}-${version}.crate`, checksum }]
      : [],
  );
  return { crates, isAll: crates.length === foreign.length };
}

/**
 * Crates of a lock that lie in a folder, with what the index says of them. Cargo never looks again at the archive
 * of a crate that it finds: here each is compared with the lock's checksum.
 */
export class KeptCrates {
  /** Those that were given out, by their files. */
  readonly taken = new Set<string>();
  broken = 0;

  private constructor(
    private readonly folder: CacheFolder,
    private readonly crates: readonly RegistryCrate[],
    /** Registry → names of the archives that are said to be there. */
    private readonly listed: ReadonlyMap<string, ReadonlySet<string>>,
  ) {}

  static async open(folder: CacheFolder, crates: readonly RegistryCrate[]): Promise<KeptCrates> {
    const registries = (await folder.names('crates')).filter((name) => REGISTRY.test(name));
    const listed = await Promise.all(
      registries.map(
        async (name) => [name, new Set(await folder.names(`crates/${name}`))] as const,
      ),
    );
    return new KeptCrates(folder, crates, new Map(listed));
  }

  /** Those of which the folder has no archive. */
  get missing(): readonly RegistryCrate[] {
    return this.crates.filter(
      ({ file }) => ![...this.listed.values()].some((all) => all.has(file)),
    );
  }

  /** For Cargo's home. One that is broken is passed over. */
  async *entries(): AsyncGenerator<TarEntry> {
    for (const [registry, files] of this.listed) {
      const names = new Set<string>();
      for (const crate of this.crates.filter(({ file }) => files.has(file))) {
        const path = `crates/${registry}/${crate.file}`;
        const content = await this.folder.read(path, LARGEST_CRATE);
        if (content === undefined) continue;
        if (sha256(content) !== crate.checksum) {
          this.broken += 1;
          continue;
        }
        names.add(crate.name);
        this.taken.add(crate.file);
        await this.folder.used(path);
        yield file(`registry/cache/${registry}/${crate.file}`, content);
      }
      const index = ['config.json', ...[...names].map((name) => `.cache/${indexPath(name)}`)];
      for (const path of names.size === 0 ? [] : index) {
        const content = await this.folder.read(`index/${registry}/${path}`, LARGEST_INDEX);
        if (content === undefined) continue;
        await this.folder.used(`index/${registry}/${path}`);
        yield file(`registry/index/${registry}/${path}`, content);
      }
    }
  }

  /** Names of the files of Cargo's home that the folder lacks. */
  wanted(missing: readonly RegistryCrate[] = this.missing): string[] {
    const names = missing.flatMap(({ name, file: archive }) => [archive, name.toLowerCase()]);
    return missing.length === 0 ? [] : [...new Set(['config.json', ...names])];
  }

  /**
   * Puts a file of Cargo's home there, if it is one of those.
   *
   * @param hidden secrets that are in no such file
   * @throws NodeJS.ErrnoException
   */
  async give(entry: TarEntry | OtherEntry, hidden: ReadonlySet<string>): Promise<void> {
    if (entry.type !== 'file') return;
    const { path, content } = entry;
    const { registry = '', file: archive = '' } = CRATE.exec(path)?.groups ?? {};
    const crate = this.crates.find((known) => known.file === archive);
    if (crate !== undefined) {
      if (REGISTRY.test(registry) && sha256(content) === crate.checksum)
        await this.folder.write(`crates/${registry}/${archive}`, content);
      return;
    }
    const index = INDEX.exec(path)?.groups ?? {};
    const isKnown =
      index['path'] === 'config.json' ||
      this.crates.some(({ name }) => index['path'] === `.cache/${indexPath(name)}`);
    // A registry may send back what it was asked with.
    const isSecret = [...hidden].some((secret) => content.includes(secret));
    if (isKnown && REGISTRY.test(index['registry'] ?? '') && !isSecret)
      await this.folder.write(`index/${index['registry']}/${index['path']}`, content);
  }
}

/** Cargo book, "Registry Index", index files. */
export function indexPath(name: string): string {
  const lower = name.toLowerCase();
  if (lower.length <= 2) return `${lower.length}/${lower}`;
  if (lower.length === 3) return `3/${lower[0]}/${lower}`;
  return `${lower.slice(0, 2)}/${lower.slice(2, 4)}/${lower}`;
}

function file(path: string, content: Buffer): TarEntry {
  // 1980-01-01: no build looks at it.
  return { path, type: 'file', isExecutable: false, time: '315532800', content, leadsTo: '' };
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

import { COMPILER_CACHE } from '../cargo/environment.js';
import type { CacheFolder } from './cache-folder.js';
import type { OtherEntry, TarEntry } from './tar-entries.js';

/** ccache's names, of results and of manifests: folders of one digit, a hash in base 32, a letter. */
const NAME = /^(?:[0-9a-f]\/){1,4}[0-9a-v]{20,40}(?<kind>[MR])$/;

/** In bytes. */
const LARGEST = 64 * 1024 * 1024;

/**
 * Results of the C and C++ compiler of one store that lie in a folder. ccache has a checksum in each file, and passes
 * over one that is broken.
 */
export class KeptObjects {
  private constructor(
    private readonly folder: CacheFolder,
    private readonly place: string,
    /** Paths in ccache's folder. */
    private readonly listed: readonly string[],
  ) {}

  /** @param make what they are compiled by and for */
  static async open(folder: CacheFolder, make: string): Promise<KeptObjects> {
    const place = `objects/${make}`;
    const files = await folder.files(place);
    const listed = files.map(({ path }) => path.slice(place.length + 1));
    return new KeptObjects(
      folder,
      place,
      listed.filter((path) => NAME.test(path)),
    );
  }

  get isEmpty(): boolean {
    return this.listed.length === 0;
  }

  /** Results that are there, by their paths in the target folder. A manifest grows, and is always written anew. */
  get known(): string[] {
    return this.listed
      .filter((path) => NAME.exec(path)?.groups?.['kind'] === 'R')
      .map((path) => `${COMPILER_CACHE}/${path}`);
  }

  /** All of them, for a target folder. */
  async *entries(): AsyncGenerator<TarEntry> {
    let left = this.folder.limit;
    for (const path of this.listed) {
      const content = await this.folder.read(`${this.place}/${path}`, LARGEST);
      if (content === undefined) continue;
      left -= content.byteLength;
      if (left < 0) return;
      const time = String(Math.floor(Date.now() / 1000));
      yield {
        ...{ path: `${COMPILER_CACHE}/${path}`, type: 'file', isExecutable: false },
        ...{ time, content, leadsTo: '' },
      };
    }
  }

  /**
   * Puts a file of a target folder there, if it is a result or a manifest.
   *
   * @throws NodeJS.ErrnoException
   */
  async give(entry: TarEntry | OtherEntry): Promise<void> {
    if (entry.type !== 'file' || entry.content.byteLength > LARGEST) return;
    const [folder, ...rest] = entry.path.split('/');
    const path = rest.join('/');
    if (folder !== COMPILER_CACHE || !NAME.test(path)) return;
    await this.folder.write(`${this.place}/${path}`, entry.content);
  }
}

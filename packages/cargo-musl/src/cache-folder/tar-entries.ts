import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { asUpload } from '@statix/engine';
import { extract, pack, type Header, type Pack } from 'tar-stream';

/** What an archive holds at a path, without its owner. */
export interface TarEntry {
  /** As the archive has it, without a `/` at the end. */
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink';
  readonly isExecutable: boolean;
  /** Seconds since the epoch, with a fraction. */
  readonly time: string;
  readonly content: Buffer;
  /** Of a link. */
  readonly leadsTo: string;
}

/** Anything else that an archive can hold. */
export interface OtherEntry {
  readonly path: string;
  readonly type: 'other';
}

/** Of one entry, in bytes. A larger one counts as something else. */
const LARGEST = 256 * 1024 * 1024;

/**
 * Takes an archive apart as it comes. Nothing of it is written anywhere.
 *
 * @param take gets each entry, whole
 */
export class TarReader {
  readonly #input = new PassThrough();
  readonly #read: Promise<void>;

  constructor(take: (entry: TarEntry | OtherEntry) => Promise<void> | void) {
    this.#read = readEntries(this.#input, take);
    this.#read.catch(() => undefined);
  }

  /** Resolves when more is wanted. */
  readonly push = async (chunk: Buffer): Promise<void> => {
    // It is a view of a larger buffer.
    if (!this.#input.writable || this.#input.write(Buffer.from(chunk))) return;
    const waiting = new AbortController();
    const drained = once(this.#input, 'drain', { signal: waiting.signal });
    await Promise.race([drained, this.#read]).catch(() => undefined);
    drained.catch(() => undefined);
    waiting.abort();
  };

  /** @throws Error if the archive is not whole, or what `take` threw */
  async end(): Promise<void> {
    this.#input.end();
    await this.#read;
  }
}

async function readEntries(
  input: Readable,
  take: (entry: TarEntry | OtherEntry) => Promise<void> | void,
): Promise<void> {
  const entries = extract();
  input.pipe(entries);
  try {
    for await (const entry of entries) {
      const { header } = entry;
      const path = header.name.replace(/\/$/, '');
      const type = typeOf(header);
      if (type === undefined || header.size > LARGEST) {
        entry.resume();
        await take({ path, type: 'other' });
        continue;
      }
      await take({
        ...{ path, type, content: await buffer(entry), leadsTo: header.linkname },
        isExecutable: (header.mode & 0o111) !== 0,
        time: timeOf(header),
      });
    }
  } finally {
    input.unpipe();
    input.destroy();
  }
}

function typeOf({ type }: Header): TarEntry['type'] | undefined {
  if (type === 'file' || type === 'contiguous-file') return 'file';
  return type === 'directory' || type === 'symlink' ? type : undefined;
}

/** Fractions are in a PAX record alone. */
function timeOf({ pax, mtime }: Header): string {
  const exact = typeof pax === 'object' && pax !== null && 'mtime' in pax ? pax.mtime : undefined;
  if (typeof exact === 'string' && /^\d{1,11}(?:\.\d{1,9})?$/.test(exact)) return exact;
  return String(Math.max(0, Math.floor(mtime.getTime() / 1000)));
}

/** Reads an archive that is in memory. @throws Error if it is not whole */
export async function entriesOf(archive: Buffer): Promise<(TarEntry | OtherEntry)[]> {
  const found: (TarEntry | OtherEntry)[] = [];
  await readEntries(Readable.from([archive], { objectMode: false }), (entry) => {
    found.push(entry);
  });
  return found;
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

type Entries = AsyncIterable<TarEntry> | Iterable<TarEntry>;

/** An archive of entries and of nothing else, in memory. */
export async function archiveOf(entries: Entries): Promise<Buffer> {
  return buffer(asUpload(tarOf(entries, { uid: 0, gid: 0 })));
}

/**
 * An archive of entries and of every folder above them, all owned by one user: an engine makes folders that are
 * missing as root's, and nobody else could write to them.
 */
export function tarWithFolders(entries: Entries, owner: Owner): Pack {
  return tarOf(withFolders(entries), owner);
}

async function* withFolders(entries: Entries): AsyncGenerator<TarEntry> {
  const made = new Set<string>();
  for await (const entry of entries) {
    for (const path of foldersAbove(entry.path)) {
      if (made.has(path)) continue;
      made.add(path);
      yield { ...entry, path, type: 'directory' };
    }
    made.add(entry.path);
    yield entry;
  }
}

function tarOf(entries: Entries, owner: Owner): Pack {
  const tar = pack();
  fill(tar, entries, owner).then(
    () => {
      tar.finalize();
    },
    (error: unknown) => {
      tar.destroy(error instanceof Error ? error : new Error(String(error)));
    },
  );
  return tar;
}

async function fill(tar: Pack, entries: Entries, owner: Owner): Promise<void> {
  for await (const { path, type, isExecutable, time, content, leadsTo } of entries) {
    const times = { mtime: new Date(Number(time) * 1000), pax: { mtime: time } };
    const add = (header: Parameters<Pack['entry']>[0], bytes?: Buffer): Promise<void> =>
      new Promise((resolve, reject) => {
        tar.entry({ ...header, ...owner, ...times }, bytes ?? Buffer.alloc(0), (error) => {
          if (error === null || error === undefined) resolve();
          else reject(error);
        });
      });
    if (type === 'directory') await add({ name: `${path}/`, type, mode: 0o755 });
    else if (type === 'symlink') await add({ name: path, type, linkname: leadsTo, mode: 0o777 });
    else {
      const mode = isExecutable ? 0o755 : 0o644;
      await add({ name: path, type, mode, size: content.byteLength }, content);
    }
  }
}

/** Parents first. */
function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

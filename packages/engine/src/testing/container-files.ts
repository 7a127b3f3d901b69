import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { extract, pack } from 'tar-stream';

/** Something in a container or a volume. */
export interface FakeFile {
  readonly type: 'file' | 'directory' | 'symlink';
  readonly content: Buffer;
  readonly mode: number;
  /** RFC 3339; another each time that it is written, but for what an archive says. */
  readonly modified: string;
  /** Of a link. */
  readonly leadsTo?: string;
}

/** By absolute path; those of a volume by their path in it, which begins with `/` too. */
export type FakeTree = Map<string, FakeFile>;

export interface FakeMount {
  readonly volume: string;
  readonly target: string;
  readonly readOnly: boolean;
  readonly files: FakeTree;
}

/** Go's FileMode, io/fs. */
const GO_MODES = { file: 0, directory: 0x8000_0000, symlink: 0x0800_0000 } as const;

let written = 0;

function nextTime(): string {
  written += 1;
  return rfc3339(`${1_700_000_000 + written}.0`);
}

/** @param time seconds since the epoch with their fraction, as in a PAX record */
function rfc3339(time: string): string {
  const [seconds = '', fraction = '0'] = time.split('.');
  return new Date(Number(seconds) * 1000).toISOString().replace('.000Z', `.${fraction}Z`);
}

/** The files of a container: its own, and those of the volumes that are mounted in it. */
export class ContainerFiles {
  private readonly own: FakeTree;

  constructor(
    image: FakeTree | undefined,
    readonly mounts: readonly FakeMount[],
  ) {
    this.own = new Map(image);
  }

  /** The content of a regular file. */
  get(path: string): Buffer | undefined {
    const found = this.look(path);
    return found?.type === 'file' ? found.content : undefined;
  }

  look(path: string): FakeFile | undefined {
    const { tree, key } = this.place(path);
    return tree.get(key);
  }

  /** Regular files below a folder, by absolute path. */
  below(folder: string): string[] {
    const all = [
      ...this.own.keys(),
      ...this.mounts.flatMap(({ target, files }) =>
        [...files.keys()].map((path) => posix.join(target, path)),
      ),
    ];
    return all.filter((path) => path.startsWith(`${folder}/`) && this.get(path) !== undefined);
  }

  set(path: string, content: Buffer, mode = 0o755): void {
    this.put(path, { type: 'file', content, mode });
  }

  link(path: string, leadsTo: string): void {
    this.put(path, { type: 'symlink', content: Buffer.alloc(0), mode: 0o777, leadsTo });
  }

  delete(path: string): void {
    const { tree, key } = this.place(path);
    tree.delete(key);
  }

  /** Unpacks a tar archive: what it finds in the place of an entry is replaced. */
  async unpack(archive: Buffer, folder: string): Promise<void> {
    for (const [path, file] of await filesOf(archive, folder)) this.put(path, file, file.modified);
  }

  /** A tar archive with what is at a path, as an engine sends it; undefined where there is nothing. */
  async archive(path: string): Promise<Buffer | undefined> {
    const found = this.look(path);
    if (found === undefined) return undefined;
    const { type, content, mode, leadsTo } = found;
    const archive = pack();
    archive.entry(
      {
        name: posix.basename(path),
        type,
        mode,
        ...(leadsTo === undefined ? {} : { linkname: leadsTo }),
      },
      content,
    );
    archive.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of archive) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  /** What an engine says of a path in a header; undefined where there is nothing. */
  stat(path: string): string | undefined {
    const found = this.look(path);
    if (found === undefined) return undefined;
    const { type, content, mode, modified, leadsTo = '' } = found;
    const said = {
      name: posix.basename(path),
      size: content.byteLength,
      mode: GO_MODES[type] + mode,
      mtime: modified,
      linkTarget: leadsTo,
    };
    return Buffer.from(JSON.stringify(said)).toString('base64');
  }

  private put(path: string, file: Omit<FakeFile, 'modified'>, modified = nextTime()): void {
    const { tree, key, mount } = this.place(path);
    if (mount?.readOnly === true) throw new Error(`${path}: Read-only file system`);
    tree.set(key, { ...file, modified });
  }

  private place(path: string): { tree: FakeTree; key: string; mount: FakeMount | undefined } {
    const mount = this.mounts.find(({ target }) => path.startsWith(`${target}/`));
    return mount === undefined
      ? { tree: this.own, key: path, mount }
      : { tree: mount.files, key: path.slice(mount.target.length), mount };
  }
}

/** A tree of regular files with that content, by absolute path. */
export function treeOf(files: Readonly<Record<string, Buffer>>): FakeTree {
  return new Map(
    Object.entries(files).map(([path, content]) => [
      path,
      { type: 'file', content, mode: 0o644, modified: '2026-01-01T00:00:00Z' },
    ]),
  );
}

/** Entries of an archive by their absolute path in a container. */
export async function filesOf(archive: Buffer, folder: string): Promise<Map<string, FakeFile>> {
  const files = new Map<string, FakeFile>();
  const entries = extract();
  Readable.from([archive]).pipe(entries);
  for await (const entry of entries) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    const { name, type, mode, linkname, mtime, pax } = entry.header;
    const records: Partial<Record<string, string>> = pax ?? {};
    if (type !== 'file' && type !== 'directory' && type !== 'symlink')
      throw new Error(`${name} is a ${type}`);
    files.set(posix.join(folder, name).replace(/\/$/, ''), {
      ...{ type, mode, content: Buffer.concat(chunks) },
      modified: rfc3339(records['mtime'] ?? `${Math.floor(mtime.getTime() / 1000)}.0`),
      ...(type === 'symlink' ? { leadsTo: linkname } : {}),
    });
  }
  return files;
}

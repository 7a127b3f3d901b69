import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pack, type Pack } from 'tar-stream';
import { ENTRY_TIME_SECONDS, sizeOf, type FileContent, type TreeEntry } from './tree.js';

/**
 * A tar archive (POSIX ustar, pax headers where a path is too long for that) of entries in the order given:
 * owner 0, no names of users, one time. The same entries give the same bytes.
 *
 * @param prefix before each path: `./` in Debian's packages
 */
export function tarOf(entries: readonly TreeEntry[], prefix = ''): Readable {
  const archive = pack();
  fill(archive, entries, prefix).catch((error: unknown) => {
    archive.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  // `pack()` is a stream of another family (streamx), which `pipeline` does not know how to end.
  return Readable.from(archive, { objectMode: false });
}

async function fill(archive: Pack, entries: readonly TreeEntry[], prefix: string): Promise<void> {
  for (const entry of entries) {
    const name = `${prefix}${entry.path}`;
    const header = { name, mode: entry.mode, mtime: new Date(ENTRY_TIME_SECONDS * 1000) };
    if (entry.kind === 'folder') {
      await addEntry(archive, { ...header, type: 'directory', size: 0 }, Buffer.alloc(0));
    } else {
      const { content } = entry;
      await addEntry(archive, { ...header, type: 'file', size: sizeOf(content) }, content);
    }
  }
  archive.finalize();
}

function addEntry(
  archive: Pack,
  header: { name: string; mode: number; mtime: Date; type: 'file' | 'directory'; size: number },
  content: FileContent,
): Promise<void> {
  return new Promise((resolve, reject) => {
    // tar-stream reports content of another length than its header, too.
    const sink = archive.entry({ ...header, uid: 0, gid: 0 }, (error) => {
      if (error === null || error === undefined) resolve();
      else reject(error);
    });
    // The callback above has the error as well; without a listener it would end the process.
    sink.on('error', () => undefined);
    if (header.type === 'directory') return;
    const source = bytesOf(content);
    source.on('error', (error) => {
      sink.destroy(error);
    });
    source.on('data', (chunk: Buffer) => {
      if (!sink.write(chunk)) source.pause();
    });
    sink.on('drain', () => source.resume());
    sink.on('close', () => source.destroy());
    source.on('end', () => sink.end(undefined));
  });
}

/** A file's content as a stream. */
export function bytesOf(content: FileContent): Readable {
  return Buffer.isBuffer(content) ? Readable.from([content]) : createReadStream(content.path);
}

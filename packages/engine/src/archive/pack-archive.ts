import { Readable } from 'node:stream';
import { isNativeError } from 'node:util/types';
import { pack, type Pack } from 'tar-stream';
import { asUpload } from './as-upload.js';

export interface ArchiveEntry {
  /** Relative, forward slashes. */
  readonly path: string;
  readonly mode: number;
  readonly content: Buffer | { readonly size: number; readonly open: () => Readable };
}

/** 1980-01-01, the oldest date that zip files know too. */
const ENTRY_TIME = new Date(315_532_800_000);

/**
 * A tar archive of regular files, the same bytes for the same entries: owner 0, a fixed time, in
 * the order given. Files with `open` are read as the archive is, one after the other.
 */
export function packArchive(
  entries: Iterable<ArchiveEntry> | AsyncIterable<ArchiveEntry>,
): Readable {
  const archive = pack();
  fill(archive, entries).catch((error: unknown) => {
    archive.destroy(isNativeError(error) ? error : new Error(String(error)));
  });
  return asUpload(archive);
}

async function fill(
  archive: Pack,
  entries: Iterable<ArchiveEntry> | AsyncIterable<ArchiveEntry>,
): Promise<void> {
  for await (const entry of entries) await addEntry(archive, entry);
  archive.finalize();
}

function addEntry(archive: Pack, { path, mode, content }: ArchiveEntry): Promise<void> {
  const size = Buffer.isBuffer(content) ? content.byteLength : content.size;
  const source = Buffer.isBuffer(content) ? Readable.from([content]) : content.open();
  return new Promise((resolve, reject) => {
    const header = { name: path, mode, size, mtime: ENTRY_TIME, uid: 0, gid: 0 };
    const sink = archive.entry(header, (error) => {
      source.destroy();
      // tar-stream reports a source of another length than its header: the file changed meanwhile.
      if (error === null || error === undefined) resolve();
      else reject(error);
    });
    // The callback above has the error too; without a listener it would end the process.
    sink.on('error', () => undefined);
    source.on('error', (error) => {
      sink.destroy(error);
    });
    source.on('data', (chunk: Buffer) => {
      if (!sink.write(chunk)) source.pause();
    });
    sink.on('drain', () => source.resume());
    source.on('end', () => sink.end(undefined));
  });
}

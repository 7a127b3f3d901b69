import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { asUpload } from '@statix/engine';
import type { JobArchive } from '../workbench/workbench.js';

/** Unpacks an archive that Statix itself has packed: files and folders, by names without `..`. */
export async function unpackArchive({ folder, archive }: JobArchive): Promise<void> {
  const tar = extract();
  const source = Readable.from(asUpload(archive()));
  const feeding = pipeline(source, tar);
  // Whoever reads the entries gets the error too; it may come before anybody waits for it.
  feeding.catch(() => undefined);
  for await (const entry of tar) {
    const { name, type, mode } = entry.header;
    if (name.split('/').includes('..')) throw new Error(`an archive leads elsewhere: ${name}`);
    const path = join(folder, name);
    if (type === 'directory') {
      await mkdir(path, { recursive: true, mode });
      entry.resume();
      continue;
    }
    await mkdir(dirname(path), { recursive: true });
    // Git's objects are read-only.
    await rm(path, { force: true });
    await pipeline(entry, createWriteStream(path, { mode }));
  }
  await feeding;
}

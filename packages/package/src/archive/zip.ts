import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { StatixError } from '@statix/contract';
import { deflate } from '../deflate/deflate.js';
import { bytesOf } from './tar.js';
import { sizeOf, type TreeEntry } from './tree.js';

/** 1980-01-01 00:00 as MS-DOS has it: year 0 since 1980, month 1, day 1. */
const DOS_DATE = 0x0021;
/** Sizes and checksum follow the content; names are UTF-8 (APPNOTE.TXT, 4.4.4). */
const FLAGS = 0x0808;
const DEFLATED = 8;
const VERSION_NEEDED = 20;
/** Made on Unix, so that the mode counts. */
const MADE_BY = (3 << 8) | VERSION_NEEDED;
const MOST_BYTES = 2 ** 32 - 1;
const MOST_ENTRIES = 2 ** 16 - 1;

interface Written {
  readonly entry: TreeEntry;
  readonly offset: number;
  readonly checksum: number;
  readonly packed: number;
  readonly size: number;
}

/**
 * A zip archive (PKWARE's APPNOTE.TXT 6.3) of entries in the order given, with their modes. The same entries
 * give the same bytes.
 *
 * @throws StatixError STATIX_PACKAGE_TOO_LARGE from the stream, for what a zip file without the extensions of
 *   Zip64 cannot hold, which not every program reads
 */
export function zipOf(entries: readonly TreeEntry[]): Readable {
  return Readable.from(zipped(entries), { objectMode: false });
}

async function* zipped(entries: readonly TreeEntry[]): AsyncGenerator<Buffer> {
  const size = entries.reduce((sum, entry) => {
    return sum + (entry.kind === 'file' ? sizeOf(entry.content) : 0);
  }, 0);
  if (size > MOST_BYTES * 0.9 || entries.length > MOST_ENTRIES) throw tooLarge();
  let offset = 0;
  const written: Written[] = [];
  for (const entry of entries) {
    const start = offset;
    let [checksum, packed, unpacked] = [0, 0, 0];
    const header = localHeader(entry);
    offset += header.byteLength;
    yield header;
    if (entry.kind === 'file') {
      async function* counted(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
        for await (const chunk of content) {
          checksum = crc32(chunk, checksum);
          unpacked += chunk.byteLength;
          yield chunk;
        }
      }
      for await (const chunk of deflate(counted(bytesOf(entry.content)))) {
        packed += chunk.byteLength;
        yield chunk;
      }
      const descriptor = dataDescriptor(checksum, packed, unpacked);
      offset += packed + descriptor.byteLength;
      yield descriptor;
    }
    written.push({ entry, offset: start, checksum, packed, size: unpacked });
  }
  const directory = Buffer.concat(written.map(centralHeader));
  if (offset + directory.byteLength > MOST_BYTES) throw tooLarge();
  yield directory;
  yield endOfDirectory(written.length, directory.byteLength, offset);
}

function nameOf({ kind, path }: TreeEntry): Buffer {
  return Buffer.from(kind === 'folder' ? `${path}/` : path);
}

/** A folder has no content: its sizes are 0 and nothing follows. */
function methodOf({ kind }: TreeEntry): { flags: number; method: number } {
  return kind === 'file' ? { flags: FLAGS, method: DEFLATED } : { flags: 0x0800, method: 0 };
}

function localHeader(entry: TreeEntry): Buffer {
  const name = nameOf(entry);
  const { flags, method } = methodOf(entry);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(VERSION_NEEDED, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt16LE(DOS_DATE, 12);
  header.writeUInt16LE(name.byteLength, 26);
  return Buffer.concat([header, name]);
}

function dataDescriptor(checksum: number, packed: number, size: number): Buffer {
  const descriptor = Buffer.alloc(16);
  descriptor.writeUInt32LE(0x08074b50, 0);
  descriptor.writeUInt32LE(checksum, 4);
  descriptor.writeUInt32LE(packed, 8);
  descriptor.writeUInt32LE(size, 12);
  return descriptor;
}

function centralHeader({ entry, offset, checksum, packed, size }: Written): Buffer {
  const name = nameOf(entry);
  const { flags, method } = methodOf(entry);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(MADE_BY, 4);
  header.writeUInt16LE(VERSION_NEEDED, 6);
  header.writeUInt16LE(flags, 8);
  header.writeUInt16LE(method, 10);
  header.writeUInt16LE(DOS_DATE, 14);
  header.writeUInt32LE(checksum, 16);
  header.writeUInt32LE(packed, 20);
  header.writeUInt32LE(size, 24);
  header.writeUInt16LE(name.byteLength, 28);
  // The upper half is the mode with the kind of file (stat(2)); the lowest byte is MS-DOS's, 0x10 a folder.
  const kind = entry.kind === 'folder' ? 0o040000 : 0o100000;
  header.writeUInt16LE(entry.kind === 'folder' ? 0x10 : 0, 38);
  header.writeUInt16LE(kind | entry.mode, 40);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, name]);
}

function endOfDirectory(entries: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries, 8);
  end.writeUInt16LE(entries, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

function tooLarge(): StatixError {
  return new StatixError({
    code: 'STATIX_PACKAGE_TOO_LARGE',
    what: 'The programs and files are too large for a zip archive',
    why: 'More than 4 GB or 65535 files need Zip64, which not every program that unpacks zip files reads.',
    remedies: ['Leave `zip` out of `formats`.'],
  });
}

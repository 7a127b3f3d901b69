import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { errorMessage, isStatixError } from '@statix/contract';
import {
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  RandomAccessReader,
  type Entry,
  type ZipFile,
} from 'yauzl';
import { damaged, refused, unsupported } from './archive-error.js';
import type { Budget } from './budget.js';
import { decompressed } from './decompress.js';
import { MemberNames } from './member-names.js';
import type { TakeMember } from './member.js';
import { piecesOfFile, type Pieces } from './pieces.js';

/** An open file that is, or should be, a zip archive. */
export interface ZipSource {
  readonly file: FileHandle;
  readonly size: number;
}

/**
 * Reads a zip archive by its central directory, as unzip does, in the order of the file. What a reader of the
 * local headers would find besides or instead is refused: entries that overlap (a bomb's), bytes that no entry
 * has, and headers that say something else.
 *
 * @param name of the archive, for messages
 * @throws StatixError STATIX_ARCHIVE_*, and what `take` throws
 */
export async function readZip(
  source: ZipSource,
  name: string,
  budget: Budget,
  take: TakeMember,
): Promise<void> {
  const names = new MemberNames(name, budget.limits);
  const { entries, directory } = await listEntries(source, name, names, budget);
  let end: ListedEnd = { at: 0, slack: 0 };
  for (const entry of entries) {
    requireNext(end, entry.offset, name);
    const start = await startOfContent(source, entry, name);
    const at = start + entry.compressedSize;
    if (at > source.size) {
      throw damaged(name, `a file in it ends at ${at}, and it at ${source.size}`);
    }
    end = { at, slack: entry.hasDescriptor ? DESCRIPTOR_BYTES : 0 };
    await takeEntry(entry, contentOf(source, entry, start, name, budget), names, name, take);
  }
  requireNext(end, directory, name);
}

/** Where an entry's content ends, and how many bytes of its own may follow. */
interface ListedEnd {
  readonly at: number;
  readonly slack: number;
}

/** Signature, CRC-32 and two sizes of 8 bytes: APPNOTE 4.3.9. */
const DESCRIPTOR_BYTES = 24;

function requireNext(end: ListedEnd, offset: number, name: string): void {
  if (offset < end.at) throw refused(name, 'files in it overlap');
  if (offset > end.at + end.slack) {
    throw refused(
      name,
      `${offset - end.at} bytes before 0x${offset.toString(16)} belong to no file that it lists`,
    );
  }
}

interface ListedEntry {
  readonly path: string;
  /** Its bytes, one in each character. */
  readonly rawName: string;
  readonly offset: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly crc32: number;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly hasDescriptor: boolean;
  /** Whether what made the archive has files as Unix has them: APPNOTE 4.4.2. */
  readonly isOfUnix: boolean;
  /** What kind of file, as Unix has it; 0 where nothing says it. */
  readonly type: number;
}

/** All entries in the order of the file, and where the central directory begins. */
async function listEntries(
  source: ZipSource,
  name: string,
  names: MemberNames,
  budget: Budget,
): Promise<{ entries: ListedEntry[]; directory: number }> {
  const { size } = source;
  const reader = new FileReader(source, name);
  try {
    const zip = await openZip(reader, size);
    reader.forget();
    const entries: ListedEntry[] = [];
    for (;;) {
      const entry = await nextEntry(zip);
      if (entry === undefined) break;
      budget.member();
      entries.push(listed(entry, names));
    }
    const end = size - END_BYTES - zip.comment.length;
    const list = reader.range ?? { start: end, end };
    if (![end, end - END_BYTES_64].includes(list.end)) {
      throw refused(name, 'other bytes follow the list at its end');
    }
    entries.sort((left, right) => left.offset - right.offset);
    return { entries, directory: list.start };
  } catch (error) {
    throw isStatixError(error) || !isPlain(error)
      ? error
      : damaged(name, errorMessage(error), error);
  }
}

/** End of central directory record, without its comment; and what stands before it in zip64: APPNOTE 4.3.14 to 16. */
const END_BYTES = 22;
const END_BYTES_64 = 56 + 20;

function isPlain(error: unknown): boolean {
  return error instanceof Error && error.name === 'Error' && !('syscall' in error);
}

/** Bytes read at a time: of a list, one after the other is asked for. */
const WINDOW_BYTES = 64 * 1024;

/** Ranges of an open file, which stays open. */
class FileReader extends RandomAccessReader {
  /** From where to where was read. */
  range: { readonly start: number; readonly end: number } | undefined;
  #window: { start: number; bytes: Buffer } = { start: 0, bytes: Buffer.alloc(0) };

  constructor(
    private readonly source: ZipSource,
    private readonly name: string,
  ) {
    super();
  }

  forget(): void {
    this.range = undefined;
  }

  /** What yauzl has of itself makes streams of each range, which take longer than to read it. */
  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.range = { start: this.range?.start ?? position, end: position + length };
    this.#bytesAt(position, length).then(
      (bytes) => {
        bytes.copy(buffer, offset);
        process.nextTick(callback, null);
      },
      (error: unknown) => {
        process.nextTick(callback, error);
      },
    );
  }

  async #bytesAt(start: number, length: number): Promise<Buffer> {
    const end = this.#window.start + this.#window.bytes.byteLength;
    if (start < this.#window.start || start + length > end) {
      const wanted = Math.max(length, Math.min(WINDOW_BYTES, this.source.size - start));
      const bytes = await bytesAt(this.source.file, start, wanted, this.name);
      this.#window = { start, bytes };
    }
    return this.#window.bytes.subarray(start - this.#window.start).subarray(0, length);
  }
}

function openZip(reader: RandomAccessReader, size: number): Promise<ZipFile> {
  return fromRandomAccessReaderPromise(reader, size, { autoClose: false, decodeStrings: false });
}

/** @returns undefined at the end */
function nextEntry(zip: ZipFile): Promise<Entry | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (after: () => void): void => {
      zip.removeAllListeners('entry').removeAllListeners('end').removeAllListeners('error');
      after();
    };
    zip.once('entry', (entry: Entry) => {
      settle(() => {
        resolve(entry);
      });
    });
    zip.once('end', () => {
      settle(() => {
        resolve(undefined);
      });
    });
    zip.once('error', (error: Error) => {
      settle(() => {
        reject(error);
      });
    });
    zip.readEntry();
  });
}

/** Unix, and macOS. */
const UNIX_SYSTEMS: readonly number[] = [3, 19];

/** What is kept of an entry: it holds up to 192 KiB of extra fields and comment besides. */
function listed(entry: Entry, names: MemberNames): ListedEntry {
  const { generalPurposeBitFlag: flags, fileNameRaw, extraFields, versionMadeBy } = entry;
  const rawName = fileNameRaw.toString('latin1');
  // A reader that does not know the extra field with the name in UTF-8 goes by this one.
  names.inside(rawName.replace(/[\x80-\xff]/g, '_'));
  const path = getFileNameLowLevel(flags, fileNameRaw, extraFields, true);
  if (path !== rawName) names.inside(path);
  return {
    path,
    rawName,
    offset: entry.relativeOffsetOfLocalHeader,
    compressedSize: entry.compressedSize,
    size: entry.uncompressedSize,
    crc32: entry.crc32,
    method: entry.compressionMethod,
    isEncrypted: (flags & 1) !== 0,
    hasDescriptor: (flags & 8) !== 0,
    isOfUnix: UNIX_SYSTEMS.includes(versionMadeBy >>> 8),
    type: (entry.externalFileAttributes >>> 16) & 0o170000,
  };
}

const LOCAL_HEADER_BYTES = 30;
const LOCAL_SIGNATURE = 0x04034b50;

/** Says that the number is in an extra field: APPNOTE 4.5.3. */
const IN_ZIP64 = 0xffffffff;

/** Behind the local header, which has to say the same of the file: APPNOTE 4.3.7. */
async function startOfContent(
  { file }: ZipSource,
  entry: ListedEntry,
  name: string,
): Promise<number> {
  const { offset, rawName } = entry;
  const nameAt = LOCAL_HEADER_BYTES;
  const header = await bytesAt(file, offset, nameAt + rawName.length, name);
  if (header.readUInt32LE(0) !== LOCAL_SIGNATURE) {
    throw damaged(name, `no file begins at 0x${offset.toString(16)}`);
  }
  const flags = header.readUInt16LE(6);
  const sizes = [header.readUInt32LE(18), header.readUInt32LE(22)];
  const isSame =
    header.readUInt16LE(26) === rawName.length &&
    header.toString('latin1', nameAt) === rawName &&
    header.readUInt16LE(8) === entry.method &&
    ((flags & 1) !== 0) === entry.isEncrypted &&
    ((flags & 8) !== 0) === entry.hasDescriptor &&
    // Otherwise they follow the content, and are mostly 0 here.
    (entry.hasDescriptor ||
      (header.readUInt32LE(14) === entry.crc32 &&
        [entry.compressedSize, IN_ZIP64].includes(sizes[0] ?? 0) &&
        [entry.size, IN_ZIP64].includes(sizes[1] ?? 0)));
  if (!isSame) throw refused(name, 'a file in it is another by the list at its end');
  return offset + nameAt + rawName.length + header.readUInt16LE(28);
}

async function bytesAt(
  file: FileHandle,
  offset: number,
  length: number,
  name: string,
): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of piecesOfFile(file, name, offset, offset + length)) parts.push(part);
  return Buffer.concat(parts);
}

const S_IFLNK = 0o120000;
const S_IFDIR = 0o040000;
const S_IFREG = 0o100000;

/** PATH_MAX of Linux. */
const MOST_OF_LINK = 4096;

async function takeEntry(
  entry: ListedEntry,
  content: Pieces,
  names: MemberNames,
  archive: string,
  take: TakeMember,
): Promise<void> {
  const { path, type, size, isOfUnix } = entry;
  if (path.includes('\\')) throw refused(archive, 'the name of a file in it has a backslash');
  if (path.endsWith('/') || type === S_IFDIR) {
    if (size > 0) throw refused(archive, 'a folder in it has content');
    names.take(path, 'folder');
  } else if (type === 0 || type === S_IFREG) {
    await take(names.take(path, 'file'), content);
  } else {
    // Programs that do not know such files make plain ones of them, with what may be a program.
    const isLink = type === S_IFLNK && isOfUnix && size <= MOST_OF_LINK;
    if (!isLink) throw refused(archive, 'a file in it is a link or a device to some programs only');
    await take(names.take(path, 'link'), 'link');
  }
}

const STORED = 0;
const DEFLATED = 8;

async function* contentOf(
  { file }: ZipSource,
  entry: ListedEntry,
  start: number,
  name: string,
  budget: Budget,
): AsyncGenerator<Buffer> {
  if (entry.isEncrypted) throw unsupported(name, 'files in it are encrypted', [unpackIt]);
  const packed = piecesOfFile(file, name, start, start + entry.compressedSize);
  let size = 0;
  let sum = 0;
  for await (const piece of plain(packed, entry.method, name, budget)) {
    size += piece.byteLength;
    sum = crc32(piece, sum);
    if (size > entry.size) break;
    yield piece;
  }
  if (size !== entry.size || sum !== entry.crc32) {
    throw damaged(name, 'a file in it is not of the size or the checksum that it says');
  }
}

function plain(packed: Pieces, method: number, name: string, budget: Budget): Pieces {
  if (method === STORED) return packed;
  if (method === DEFLATED) return decompressed(packed, 'deflate', name, budget);
  throw unsupported(name, `files in it are compressed by method ${method}, not by DEFLATE`, [
    unpackIt,
  ]);
}

const unpackIt = 'Unpack it by a program that can, and name the programs in it.';

import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { errorMessage, isStatixError } from '@statix/contract';
import {
  fromRandomAccessReader,
  getFileNameLowLevel,
  RandomAccessReader,
  type Entry,
  type ZipFile,
} from 'yauzl';
import { damaged, refused, unsupported } from './archive-error.js';
import type { Budget } from './budget.js';
import { decompressed } from './decompress.js';
import { MemberNames } from './member-names.js';
import type { NoFile, TakeMember } from './member.js';
import { piecesOfFile, type Pieces } from './pieces.js';

/** An open file that is, or should be, a zip archive. */
export interface ZipSource {
  readonly file: FileHandle;
  readonly size: number;
}

/**
 * Reads a zip archive by its central directory, as unzip does, in the order of the file. What a reader of the
 * local headers would find besides or instead is refused: entries that overlap (a bomb's), that lie between those
 * listed, or that are called otherwise.
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
  const { entries, directory } = await listEntries(source, name, budget);
  let end: ListedEnd = { at: 0, slack: 0 };
  for (const entry of entries) {
    requireNext(end, entry.offset, name);
    const start = await startOfContent(source, entry, name);
    const at = start + entry.compressedSize;
    if (at > source.size) throw damaged(name, `a file in it ends at ${at}, and it at ${source.size}`);
    end = { at, slack: entry.hasDescriptor ? DESCRIPTOR_BYTES : 0 };
    await takeEntry(entry, contentOf(source, entry, start, name, budget), names, name, take);
  }
  if (directory !== undefined) requireNext(end, directory, name);
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
    throw refused(name, `${offset - end.at} bytes before 0x${offset.toString(16)} belong to no file that it lists`);
  }
}

interface ListedEntry {
  readonly path: string;
  readonly rawName: Buffer;
  readonly offset: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly crc32: number;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly hasDescriptor: boolean;
  /** What kind of file, as Unix has it; 0 where the archive was made elsewhere. */
  readonly type: number;
}

/** All entries in the order of the file, and where the central directory begins. */
async function listEntries(
  { file, size }: ZipSource,
  name: string,
  budget: Budget,
): Promise<{ entries: ListedEntry[]; directory: number | undefined }> {
  const reader = new FileReader(file, name);
  try {
    const zip = await openZip(reader, size);
    reader.first = undefined;
    const entries: ListedEntry[] = [];
    for (;;) {
      const entry = await nextEntry(zip);
      if (entry === undefined) break;
      budget.member();
      entries.push(listed(entry));
    }
    entries.sort((left, right) => left.offset - right.offset);
    return { entries, directory: reader.first };
  } catch (error) {
    throw isStatixError(error) || !isPlain(error) ? error : damaged(name, errorMessage(error), error);
  }
}

function isPlain(error: unknown): boolean {
  return error instanceof Error && error.name === 'Error' && !('syscall' in error);
}

/** Ranges of an open file, which stays open. */
class FileReader extends RandomAccessReader {
  /** Where the first read began since this was undefined. */
  first: number | undefined;

  constructor(
    private readonly file: FileHandle,
    private readonly name: string,
  ) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    this.first ??= start;
    return Readable.from(piecesOfFile(this.file, this.name, start, end), { objectMode: false });
  }
}

function openZip(reader: RandomAccessReader, size: number): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, decodeStrings: false };
    fromRandomAccessReader(reader, size, options, (error, zip) => {
      if (error === null || error === undefined) resolve(zip);
      else reject(error);
    });
  });
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

/** What is kept of an entry: it holds up to 192 KiB of extra fields and comment besides. */
function listed(entry: Entry): ListedEntry {
  const { generalPurposeBitFlag: flags, fileNameRaw, extraFields } = entry;
  const rawName = Buffer.from(fileNameRaw);
  return {
    path: getFileNameLowLevel(flags, fileNameRaw, extraFields, true),
    rawName,
    offset: entry.relativeOffsetOfLocalHeader,
    compressedSize: entry.compressedSize,
    size: entry.uncompressedSize,
    crc32: entry.crc32,
    method: entry.compressionMethod,
    isEncrypted: (flags & 1) !== 0,
    hasDescriptor: (flags & 8) !== 0,
    type: (entry.externalFileAttributes >>> 16) & 0o170000,
  };
}

const LOCAL_HEADER_BYTES = 30;
const LOCAL_SIGNATURE = 0x04034b50;

/** Behind the local header, which has to be of the same file: APPNOTE 4.3.7. */
async function startOfContent(
  { file }: ZipSource,
  { offset, rawName, method, isEncrypted }: ListedEntry,
  name: string,
): Promise<number> {
  const header = await bytesAt(file, offset, LOCAL_HEADER_BYTES, name);
  if (header.readUInt32LE(0) !== LOCAL_SIGNATURE) {
    throw damaged(name, `no file begins at 0x${offset.toString(16)}`);
  }
  const nameLength = header.readUInt16LE(26);
  const local = await bytesAt(file, offset + LOCAL_HEADER_BYTES, nameLength, name);
  const isSame =
    local.equals(rawName) &&
    header.readUInt16LE(8) === method &&
    (header.readUInt16LE(6) & 1) === (isEncrypted ? 1 : 0);
  if (!isSame) throw refused(name, `a file in it is another by the list at its end`);
  return offset + LOCAL_HEADER_BYTES + nameLength + header.readUInt16LE(28);
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

async function takeEntry(
  entry: ListedEntry,
  content: Pieces,
  names: MemberNames,
  archive: string,
  take: TakeMember,
): Promise<void> {
  const { path, rawName, type, size } = entry;
  // A reader that does not know the extra field with the name in UTF-8 goes by this one.
  names.inside(rawName.toString('latin1').replace(/[\x80-\xff]/g, '_'));
  if (path.includes('\\')) throw refused(archive, `the name of a file in it has a backslash`);
  if (path.endsWith('/') || type === S_IFDIR) {
    if (size > 0) throw refused(archive, 'a folder in it has content');
    names.take(path, 'folder');
    return;
  }
  const other = noFile(type);
  if (other === undefined) await take(names.take(path, 'file'), content);
  else await take(names.take(path, 'link'), other);
}

function noFile(type: number): NoFile | undefined {
  if (type === 0 || type === S_IFREG) return undefined;
  return type === S_IFLNK ? 'link' : 'device';
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

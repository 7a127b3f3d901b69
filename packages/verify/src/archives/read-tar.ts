import { damaged, refused } from './archive-error.js';
import type { Budget } from './budget.js';
import { ByteReader } from './byte-reader.js';
import { MemberNames } from './member-names.js';
import type { TakeMember } from './member.js';
import { readPaxRecords } from './pax-records.js';
import type { Pieces } from './pieces.js';
import { readTarHeader, TAR_BLOCK, type TarHeader } from './tar-header.js';

/** Of a header that stands before another one; it is held. PATH_MAX and attributes of a file are far below. */
const MOST_OF_EXTENSION = 128 * 1024;

/**
 * Reads a tar archive as it comes. Links and devices are told, and neither followed nor made.
 *
 * No library does it: those that were tried pass over a header for all files, go on behind the end, and hold what
 * stands before a file whatever its size, where GNU tar does otherwise. So they would not find what users get.
 *
 * @param name of the archive, for messages
 * @throws StatixError STATIX_ARCHIVE_*, and what `pieces` and `take` throw
 */
export async function readTar(
  pieces: Pieces,
  name: string,
  budget: Budget,
  take: TakeMember,
): Promise<void> {
  const names = new MemberNames(name, budget.limits);
  const reader = new ByteReader(pieces, name);
  for (;;) {
    const header = await nextMember(reader, name, budget);
    if (header === undefined) break;
    await takeMember(header, reader, name, names, take);
    await reader.exactly(paddingOf(header.size));
  }
  await requireEnd(reader, name);
}

/** What stands before a header and is about the file behind it: at most one of each kind. */
interface Extensions {
  pax?: ReadonlyMap<string, string>;
  longName?: string;
  longLinkName?: string;
}

/** @returns undefined at the first block of zeros */
async function nextMember(
  reader: ByteReader,
  archive: string,
  budget: Budget,
): Promise<TarHeader | undefined> {
  const before: Extensions = {};
  for (;;) {
    if (await reader.isAtEnd()) throw withoutEnd(archive);
    const block = await reader.exactly(TAR_BLOCK);
    if (isZero(block)) {
      if (Object.keys(before).length > 0) throw damaged(archive, 'no file follows a header in it');
      return undefined;
    }
    budget.member();
    const header = readTarHeader(block);
    if (typeof header === 'string') throw damaged(archive, header);
    if (!EXTENSIONS.includes(header.type)) return extended(header, before, archive);
    await noteExtension(header, before, reader, archive);
  }
}

/** Of pax: of a file, of all that follow; of GNU: a long name, a long name of a link's target. */
const EXTENSIONS: readonly string[] = ['x', 'g', 'L', 'K'];

async function noteExtension(
  { type, size }: TarHeader,
  before: Extensions,
  reader: ByteReader,
  archive: string,
): Promise<void> {
  if (size > MOST_OF_EXTENSION) {
    throw refused(archive, `a header in it is ${size} bytes long`);
  }
  const content = await reader.exactly(size);
  await reader.exactly(paddingOf(size));
  if (type === 'L' || type === 'K') {
    const key = type === 'L' ? 'longName' : 'longLinkName';
    if (before[key] !== undefined) throw refused(archive, 'a file in it has two long names');
    before[key] = content.toString('utf8').replace(/\0$/, '');
    return;
  }
  const records = readPaxRecords(content);
  if (records === undefined) throw damaged(archive, 'a pax header in it is wrong');
  if (type === 'g') {
    // Some programs let these change every file that follows, some the next, some none.
    const changing = [...records.keys()].find((key) => CHANGES.test(key));
    if (changing !== undefined)
      throw refused(archive, `a header of it gives all files one ${changing}`);
    return;
  }
  if (before.pax !== undefined) throw refused(archive, 'a file in it has two pax headers');
  before.pax = records;
}

/** What of a file is another by a record of pax. */
const CHANGES = /^(?:path|linkpath|size|hdrcharset)$|^GNU\.sparse/;

/** A file's header by all that stands before it. */
function extended(header: TarHeader, before: Extensions, archive: string): TarHeader {
  const { pax = new Map<string, string>(), longName, longLinkName } = before;
  // GNU tar manual, "PAX Format, Versions 0.0 to 1.0": the content is a map.
  if ([...pax.keys()].some((key) => key.startsWith('GNU.sparse'))) throw unknownKind(archive);
  const [path, linkPath, size] = ['path', 'linkpath', 'size'].map((key) => pax.get(key));
  const isTwice = (path ?? longName) !== (longName ?? path);
  if (isTwice || (linkPath ?? longLinkName) !== (longLinkName ?? linkPath)) {
    throw refused(archive, 'a file in it has two names');
  }
  // By POSIX an empty one means that the record is not there.
  if (path === '' || linkPath === '' || (size !== undefined && !/^\d{1,15}$/.test(size))) {
    throw refused(archive, 'a pax header in it has a record without a value');
  }
  return {
    type: header.type,
    name: path ?? longName ?? header.name,
    linkName: linkPath ?? longLinkName ?? header.linkName,
    size: size === undefined ? header.size : Number(size),
  };
}

async function takeMember(
  header: TarHeader,
  reader: ByteReader,
  archive: string,
  names: MemberNames,
  take: TakeMember,
): Promise<void> {
  const kind = kindOf(header);
  if (kind === undefined) throw unknownKind(archive);
  if (kind === 'file') {
    await take(names.take(header.name, kind), reader.content(header.size));
    return;
  }
  // To some programs content follows what has a size, to others not.
  if (header.size > 0) throw refused(archive, `a ${kind} in it has content`);
  const member = names.take(header.name, kind === 'folder' ? kind : 'link');
  if (kind === 'hard link') names.inside(header.linkName);
  if (kind !== 'folder') await take(member, kind);
}

/** @returns undefined for what has content of another kind: a file in parts, a list of names, a label */
function kindOf({
  type,
  name,
}: TarHeader): 'file' | 'folder' | 'link' | 'hard link' | 'device' | undefined {
  switch (type) {
    case '0':
    case '7':
      // Before POSIX a folder was a file with this at the end of its name.
      return name.endsWith('/') ? 'folder' : 'file';
    case '1':
      return 'hard link';
    case '2':
      return 'link';
    case '3':
    case '4':
    case '6':
      return 'device';
    case '5':
      return 'folder';
    default:
      return undefined;
  }
}

/** A second block of zeros, and nothing else behind: GNU tar stops there, and others go on. */
async function requireEnd(reader: ByteReader, archive: string): Promise<void> {
  if (await reader.isAtEnd()) throw withoutEnd(archive);
  if (!isZero(await reader.exactly(TAR_BLOCK))) throw behindEnd(archive);
  for await (const piece of reader.rest()) if (!isZero(piece)) throw behindEnd(archive);
}

function paddingOf(size: number): number {
  return (TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK;
}

function isZero(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte !== 0) return false;
  return true;
}

function withoutEnd(archive: string): Error {
  return damaged(archive, 'it ends without the mark that is the end of a tar archive');
}

function behindEnd(archive: string): Error {
  return refused(archive, 'something follows the mark that is the end of a tar archive');
}

function unknownKind(archive: string): Error {
  return refused(archive, 'it holds a file in parts or of unknown kind');
}

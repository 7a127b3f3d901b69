import { pipeline } from 'node:stream/promises';
import { errorMessage, isStatixError } from '@statix/contract';
import { extract, type Header, type Source } from 'tar-stream';
import { damaged, refused } from './archive-error.js';
import type { Budget } from './budget.js';
import { MemberNames } from './member-names.js';
import type { TakeMember } from './member.js';
import type { Pieces } from './pieces.js';

const BLOCK = 512;

/** POSIX pax, "ustar Interchange Format": two blocks of zeros at the end. */
const END_MARK = 2 * BLOCK;

/**
 * Reads a tar archive as it comes. Links and devices are told, and neither followed nor made.
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
  const end = new TarEnd(pieces);
  const tar = extract();
  const feeding = pipeline(end, tar);
  // Whoever reads the entries gets the error too; it may come before anybody waits for it.
  feeding.catch(() => undefined);
  let through = 0;
  try {
    for await (const entry of tar) {
      budget.member();
      through = entry.offset + BLOCK + Math.ceil(entry.header.size / BLOCK) * BLOCK;
      await takeEntry(entry, name, names, take);
    }
    await feeding;
  } catch (error) {
    throw explained(error, name);
  }
  if (!end.isMarked(through)) {
    throw damaged(name, 'it ends without the mark that is the end of a tar archive');
  }
}

async function takeEntry(
  entry: Source,
  archive: string,
  names: MemberNames,
  take: TakeMember,
): Promise<void> {
  const { header } = entry;
  const kind = kindOf(header);
  if (kind === undefined) throw refused(archive, `it holds a file in parts or of unknown kind`);
  if (kind !== 'file' && header.size > 0) throw refused(archive, `a ${kind} in it has content`);
  if (kind === 'file') {
    await take(names.take(header.name, 'file'), asPieces(entry));
    return;
  }
  entry.resume();
  const member = names.take(header.name, kind === 'folder' ? 'folder' : 'link');
  if (kind === 'hard link') names.inside(header.linkname);
  if (kind !== 'folder') await take(member, kind);
}

type EntryKind = 'file' | 'folder' | 'link' | 'hard link' | 'device';

/** @returns undefined for what tar-stream does not know, such as GNU's sparse files, whose content is a map */
function kindOf(header: Header): EntryKind | undefined {
  if (isSparse(header.pax)) return undefined;
  // Null where it is unknown, whatever its types say.
  const type: string | null = header.type;
  switch (type) {
    case 'file':
    case 'contiguous-file':
      // Before POSIX a folder was a file with this at the end of its name.
      return header.name.endsWith('/') ? 'folder' : 'file';
    case 'directory':
      return 'folder';
    case 'symlink':
      return 'link';
    case 'link':
      return 'hard link';
    case 'character-device':
    case 'block-device':
    case 'fifo':
      return 'device';
    default:
      return undefined;
  }
}

/** GNU tar manual, "PAX Format, Versions 0.0 to 1.0". */
function isSparse(pax: unknown): boolean {
  if (typeof pax !== 'object' || pax === null) return false;
  return Object.keys(pax).some((key) => key.startsWith('GNU.sparse'));
}

async function* asPieces(entry: Source): AsyncGenerator<Buffer> {
  const pieces: AsyncIterable<unknown> = entry;
  for await (const piece of pieces) {
    if (!Buffer.isBuffer(piece)) throw new TypeError('tar-stream gave no bytes');
    yield piece;
  }
}

/** Passes the bytes of an archive on, and knows how many zeros are at its end. */
class TarEnd implements AsyncIterable<Buffer> {
  #size = 0;
  #zeros = 0;

  constructor(private readonly pieces: Pieces) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for await (const piece of this.pieces) {
      this.#size += piece.byteLength;
      const zeros = zerosAtEnd(piece);
      this.#zeros = zeros === piece.byteLength ? this.#zeros + zeros : zeros;
      yield piece;
    }
  }

  /** Whether nothing but zeros, and enough of them, follow a place. */
  isMarked(place: number): boolean {
    const left = this.#size - place;
    return left >= END_MARK && this.#zeros >= left;
  }
}

function zerosAtEnd(piece: Buffer): number {
  let at = piece.byteLength;
  while (at > 0 && piece[at - 1] === 0) at -= 1;
  return piece.byteLength - at;
}

function explained(error: unknown, name: string): unknown {
  // tar-stream throws plain errors; those of the system and of ours are of another kind.
  const isPlain = error instanceof Error && error.name === 'Error' && !('code' in error);
  return isPlain && !isStatixError(error) ? damaged(name, errorMessage(error), error) : error;
}

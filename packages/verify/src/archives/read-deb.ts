import { damaged, refused } from './archive-error.js';
import type { Budget } from './budget.js';
import { ByteReader } from './byte-reader.js';
import { MemberNames } from './member-names.js';
import type { TakeMember } from './member.js';
import type { Pieces } from './pieces.js';

const MAGIC = '!<arch>\n';
const HEADER_BYTES = 60;

/**
 * Reads a Debian package, an ar archive, as it comes: ar(5), deb(5).
 *
 * @param name of the package, for messages
 * @param take gets each member by its name without the ending of its compression
 * @throws StatixError STATIX_ARCHIVE_*, and what `pieces` and `take` throw
 */
export async function readDeb(
  pieces: Pieces,
  name: string,
  budget: Budget,
  take: TakeMember,
): Promise<void> {
  const names = new MemberNames(name, budget.limits);
  const reader = new ByteReader(pieces, name);
  await reader.exactly(MAGIC.length);
  while (!(await reader.isAtEnd())) {
    budget.member();
    const { member, size } = parseHeader(await reader.exactly(HEADER_BYTES), name);
    // dpkg takes the first of data.tar.gz and data.tar.zst, and another program may take the other.
    const plain = member.replace(/\.(?:gz|xz|zst|bz2|lzma)$/, '');
    await take(names.take(plain, 'file'), reader.content(size));
    // Members begin at even places.
    if (size % 2 === 1 && !(await reader.isAtEnd())) await reader.exactly(1);
  }
}

function parseHeader(header: Buffer, name: string): { member: string; size: number } {
  const text = header.toString('latin1');
  // GNU ar ends a name with a slash, dpkg does not.
  const member = text.slice(0, 16).trimEnd().replace(/\/$/, '');
  const digits = /^(\d{1,10}) *$/.exec(text.slice(48, 58))?.[1];
  if (digits === undefined || !text.endsWith('`\n')) throw damaged(name, 'a header of ar is wrong');
  if (!/^[\w.-]+$/.test(member)) {
    throw refused(name, 'a part of it has no name of a package’s part');
  }
  return { member, size: Number(digits) };
}

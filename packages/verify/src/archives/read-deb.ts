import { damaged, refused } from './archive-error.js';
import type { Budget } from './budget.js';
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
  const reader = new Reader(pieces, name);
  await reader.exactly(MAGIC.length);
  for (;;) {
    const header = await reader.header();
    if (header === undefined) return;
    budget.member();
    const { member, size } = parseHeader(header, name);
    // dpkg takes the first of data.tar.gz and data.tar.zst, and another program may take the other.
    const plain = member.replace(/\.(?:gz|xz|zst|bz2|lzma)$/, '');
    await take(names.take(plain, 'file'), reader.content(size));
    await reader.pad(size);
  }
}

function parseHeader(header: Buffer, name: string): { member: string; size: number } {
  const text = header.toString('latin1');
  // GNU ar ends a name with a slash, dpkg does not.
  const member = text.slice(0, 16).trimEnd().replace(/\/$/, '');
  const digits = /^(\d{1,10}) *$/.exec(text.slice(48, 58))?.[1];
  if (digits === undefined || !text.endsWith('`\n')) throw damaged(name, 'a header of ar is wrong');
  if (!/^[\w.-]+$/.test(member)) throw refused(name, 'a part of it has no name of a package’s part');
  return { member, size: Number(digits) };
}

/** Bytes by count, of what comes in pieces. */
class Reader {
  readonly #pieces: AsyncIterator<Buffer>;
  #held = Buffer.alloc(0);

  constructor(
    pieces: Pieces,
    private readonly name: string,
  ) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** The next header; undefined at the end. */
  async header(): Promise<Buffer | undefined> {
    if (this.#held.byteLength === 0 && !(await this.#more())) return undefined;
    return this.exactly(HEADER_BYTES);
  }

  async exactly(bytes: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of this.content(bytes)) parts.push(part);
    return Buffer.concat(parts);
  }

  /** The next bytes, as they come. */
  async *content(bytes: number): AsyncGenerator<Buffer> {
    for (let left = bytes; left > 0;) {
      if (this.#held.byteLength === 0 && !(await this.#more()))
        throw damaged(this.name, `it ends ${left} bytes before a part of it does`);
      const part = this.#held.subarray(0, left);
      this.#held = this.#held.subarray(part.byteLength);
      left -= part.byteLength;
      yield part;
    }
  }

  /** Members begin at even places. */
  async pad(size: number): Promise<void> {
    if (size % 2 === 0) return;
    if (this.#held.byteLength > 0 || (await this.#more())) await this.exactly(1);
  }

  async #more(): Promise<boolean> {
    for (;;) {
      const next = await this.#pieces.next();
      if (next.done === true) return false;
      this.#held = next.value;
      if (this.#held.byteLength > 0) return true;
    }
  }
}

import { Readable } from 'node:stream';
import { bytesOf } from './tar.js';
import { ENTRY_TIME_SECONDS, sizeOf, type FileContent } from './tree.js';

export interface ArMember {
  /** At most 16 ASCII characters. */
  readonly name: string;
  readonly content: FileContent;
}

/** An `ar` archive in the common format, as deb(5) describes it; the same bytes for the same members. */
export function arOf(members: readonly ArMember[]): Readable {
  return Readable.from(written(members), { objectMode: false });
}

async function* written(members: readonly ArMember[]): AsyncGenerator<Buffer> {
  yield Buffer.from('!<arch>\n');
  for (const { name, content } of members) {
    const size = sizeOf(content);
    const fields = [
      name.padEnd(16),
      String(ENTRY_TIME_SECONDS).padEnd(12),
      '0'.padEnd(6),
      '0'.padEnd(6),
      '100644'.padEnd(8),
      String(size).padEnd(10),
    ];
    yield Buffer.from(`${fields.join('')}\`\n`);
    let seen = 0;
    for await (const chunk of bytesOf(content)) {
      if (!Buffer.isBuffer(chunk)) throw new TypeError('expected bytes');
      seen += chunk.byteLength;
      yield chunk;
    }
    if (seen !== size) throw new Error(`${name} has ${seen} bytes, not ${size}`);
    if (size % 2 === 1) yield Buffer.from('\n');
  }
}

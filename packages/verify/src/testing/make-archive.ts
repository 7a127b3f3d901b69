import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { crc32, deflateRawSync } from 'node:zlib';
import { pack, type Header } from 'tar-stream';

export interface TarMember extends Partial<Header> {
  readonly name: string;
  readonly content?: Buffer;
}

/** A tar archive of members as they are given, whatever they are called. */
export async function tarOf(members: readonly TarMember[]): Promise<Buffer> {
  const archive = pack();
  for (const { content = Buffer.alloc(0), ...header } of members) archive.entry(header, content);
  archive.finalize();
  return buffer(Readable.from(archive as AsyncIterable<Uint8Array>));
}

/** A zip archive; a local header may be called otherwise than the list at the end says. */
export function zipOf(
  members: readonly { name: string; content: Buffer; localName?: string; mode?: number }[],
): Buffer {
  const parts: Buffer[] = [];
  const list: Buffer[] = [];
  let at = 0;
  for (const { name, content, localName = name, mode = 0o100644 } of members) {
    const packed = deflateRawSync(content);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(content.length, 18);
    const local = Buffer.from(fields);
    local.writeUInt16LE(Buffer.byteLength(localName), 22);
    const central = Buffer.from(fields);
    central.writeUInt16LE(Buffer.byteLength(name), 22);
    const outside = Buffer.alloc(14);
    outside.writeUInt32LE((mode << 16) >>> 0, 6);
    outside.writeUInt32LE(at, 10);
    const whole = Buffer.concat([Buffer.from('PK\x03\x04'), local, Buffer.from(localName), packed]);
    list.push(
      Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), central, outside, Buffer.from(name)]),
    );
    parts.push(whole);
    at += whole.length;
  }
  const directory = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, directory, end]);
}

/** A Debian package by its parts. */
export function debOf(parts: Readonly<Record<string, Buffer>>): Buffer {
  const members = { 'debian-binary': Buffer.from('2.0\n'), ...parts };
  const chunks = Object.entries(members).flatMap(([name, content]) => [
    Buffer.from(
      `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}${String(content.length).padEnd(10)}\`\n`,
    ),
    content,
    Buffer.alloc(content.length % 2, '\n'),
  ]);
  return Buffer.concat([Buffer.from('!<arch>\n'), ...chunks]);
}

/** One header of tar with its checksum, and content in whole blocks. */
export function tarBlocks(
  { name = 'x', type = '0', size, linkName = '' }: RawTarHeader,
  content: Buffer | string = '',
): Buffer {
  const bytes = Buffer.from(content);
  const block = Buffer.alloc(512);
  block.write(name, 0, 100);
  block.write('0000644\0', 100, 'latin1');
  block.write(typeof size === 'string' ? size : octal(size ?? bytes.length), 124, 'latin1');
  block.write(`        ${type}`, 148, 'latin1');
  block.write(linkName, 157, 100);
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return Buffer.concat([block, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

export interface RawTarHeader {
  readonly name?: string;
  /** One character. */
  readonly type?: string;
  /** As the header says it: a number, or the bytes of the field; that of the content when left out. */
  readonly size?: number | string;
  readonly linkName?: string;
}

/** A record of a pax header. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest);
  while (String(length).length + Buffer.byteLength(rest) !== length) {
    length = String(length).length + Buffer.byteLength(rest);
  }
  return `${length}${rest}`;
}

/** Two blocks of zeros. */
export const TAR_END = Buffer.alloc(1024);

function octal(value: number): string {
  return `${value.toString(8).padStart(11, '0')}\0`;
}

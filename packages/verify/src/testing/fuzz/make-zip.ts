import { crc32, deflateRawSync } from 'node:zlib';
import type { Hurt } from './hurt.js';
import type { MemberToWrite } from './make-tar.js';

/** What both headers of a file say: APPNOTE 4.3.7, 4.3.12. */
interface Fields {
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly name: Buffer;
  readonly extra: Buffer;
}

const [MOST_16, MOST_32] = [0xffff, 0xffffffff];

/** The number of an extra field, and content that says something else: zip64, names in UTF-8, AES, Unix. */
const EXTRAS: readonly string[] = ['0100', '7570', '0199', '7875', '0a00', 'fbff'];

/** Unix has files, links, folders, devices; the upper half of the attributes. */
const MODES: readonly number[] = [
  0o100755, 0o120777, 0o040755, 0o020644, 0o010644, 0o140644, 0, 0o107777,
];

/** A zip archive: stored or deflated, with or without descriptors behind the files. */
export function makeZip(members: readonly MemberToWrite[], hurt: Hurt): Buffer {
  const { random } = hurt;
  const parts: Buffer[] = [];
  const list: Buffer[] = [];
  let at = 0;
  for (const { name, content } of members) {
    const isDeflated = random.once(2);
    const hasDescriptor = random.once(3);
    const packed = hurt.bytes(isDeflated ? deflateRawSync(content) : content);
    // Of one that is changed once, both headers say the same.
    const fields = changed(
      {
        flags: hasDescriptor ? 8 : 0,
        method: isDeflated ? 8 : 0,
        crc: crc32(content),
        packed: packed.length,
        size: content.length,
        name: Buffer.from(hurt.name(name)),
        extra: Buffer.alloc(0),
      },
      hurt,
    );
    const inLocal = hasDescriptor ? { ...fields, crc: 0, packed: 0, size: 0 } : fields;
    const whole = Buffer.concat([
      localHeader(changed(inLocal, hurt), hurt),
      packed,
      ...(hasDescriptor ? [descriptor(fields, hurt)] : []),
    ]);
    list.push(listed(changed(fields, hurt), hurt.number(at, MOST_32), hurt));
    parts.push(whole);
    at += whole.length;
  }
  const directory = Buffer.concat(hurt.list(list));
  return hurt.bytes(
    Buffer.concat([
      ...hurt.list(parts),
      directory,
      end(members.length, directory.length, at, hurt),
    ]),
  );
}

function changed(fields: Fields, hurt: Hurt): Fields {
  if (!hurt.once(2)) return fields;
  return {
    flags: hurt.random.once(4) ? fields.flags ^ (1 << hurt.random.below(16)) : fields.flags,
    method: hurt.number(fields.method, MOST_16),
    crc: hurt.number(fields.crc, MOST_32),
    packed: hurt.number(fields.packed, MOST_32),
    size: hurt.number(fields.size, MOST_32),
    name: hurt.bytes(fields.name),
    extra: hurt.once() ? extraField(hurt) : fields.extra,
  };
}

function extraField({ random }: Hurt): Buffer {
  const content = random.once(3)
    ? Buffer.from('\x01\0\0\0\0../escaped', 'latin1')
    : random.bytes(random.pick([0, 4, 8, 16, 24, 28]));
  const length = Buffer.alloc(2);
  length.writeUInt16LE(random.once(4) ? random.below(MOST_16) : content.length);
  return Buffer.concat([Buffer.from(random.pick(EXTRAS), 'hex'), length, content]);
}

/** From the flags to the length of the extra field, as both headers have it. */
function shared({ flags, method, crc, packed, size, name, extra }: Fields, hurt: Hurt): Buffer {
  const bytes = Buffer.alloc(24);
  bytes.writeUInt16LE(flags, 0);
  bytes.writeUInt16LE(method, 2);
  bytes.writeUInt32LE(crc, 8);
  bytes.writeUInt32LE(packed, 12);
  bytes.writeUInt32LE(size, 16);
  bytes.writeUInt16LE(hurt.number(name.length, MOST_16), 20);
  bytes.writeUInt16LE(hurt.number(extra.length, MOST_16), 22);
  return bytes;
}

function localHeader(fields: Fields, hurt: Hurt): Buffer {
  const begin = Buffer.from('PK\x03\x04\x14\0', 'latin1');
  return hurt.bytes(Buffer.concat([begin, shared(fields, hurt), fields.name, fields.extra]));
}

/** Behind the content: APPNOTE 4.3.9. */
function descriptor({ crc, packed, size }: Fields, hurt: Hurt): Buffer {
  const bytes = Buffer.from(`PK\x07\x08${'\0'.repeat(12)}`, 'latin1');
  [crc, packed, size].forEach((value, index) => bytes.writeUInt32LE(value, 4 + 4 * index));
  return hurt.bytes(bytes);
}

function listed(fields: Fields, offset: number, hurt: Hurt): Buffer {
  const begin = Buffer.from(
    hurt.once() ? 'PK\x01\x02\x14\0\x14\0' : 'PK\x01\x02\x14\x03\x14\0',
    'latin1',
  );
  const outside = Buffer.alloc(14);
  outside.writeUInt16LE(hurt.number(0, MOST_16), 0);
  const mode = hurt.once() ? hurt.random.pick(MODES) : 0o100755;
  outside.writeUInt32LE((mode << 16) >>> 0, 6);
  outside.writeUInt32LE(offset, 10);
  return hurt.bytes(
    Buffer.concat([begin, shared(fields, hurt), outside, fields.name, fields.extra]),
  );
}

/** End of central directory record, at times with that of zip64 before it: APPNOTE 4.3.14 to 16. */
function end(count: number, length: number, at: number, hurt: Hurt): Buffer {
  const bytes = Buffer.alloc(22);
  bytes.write('PK\x05\x06', 'latin1');
  bytes.writeUInt16LE(hurt.number(0, MOST_16), 4);
  bytes.writeUInt16LE(hurt.number(count, MOST_16), 8);
  bytes.writeUInt16LE(hurt.number(count, MOST_16), 10);
  bytes.writeUInt32LE(hurt.number(length, MOST_32), 12);
  bytes.writeUInt32LE(hurt.number(at, MOST_32), 16);
  bytes.writeUInt16LE(hurt.number(0, MOST_16), 20);
  if (!hurt.once()) return bytes;
  return Buffer.concat([zip64End(count, length, at, hurt), bytes]);
}

function zip64End(count: number, length: number, at: number, hurt: Hurt): Buffer {
  const most = Number.MAX_SAFE_INTEGER;
  const record = Buffer.alloc(56 + 20);
  record.write('PK\x06\x06', 'latin1');
  record.writeUInt32LE(44, 4);
  for (const [value, offset] of [
    [count, 24],
    [count, 32],
    [length, 40],
    [at, 48],
    [at + length, 56 + 8],
  ] as const)
    record.writeBigUInt64LE(BigInt(hurt.number(value, most)), offset);
  record.write('PK\x06\x07', 56, 'latin1');
  record.writeUInt32LE(1, 56 + 16);
  return record;
}

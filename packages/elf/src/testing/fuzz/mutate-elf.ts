import type { Random } from '@statix/contract/testing/random';
import type { Field } from './elf-writer.js';
import type { Made } from './generate-elf.js';

/** Numbers at which arithmetic goes wrong. */
const EXTREMES = [
  0n,
  1n,
  0x7fn,
  0xffn,
  0x7fffn,
  0xffffn,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  1n << 47n,
  1n << 53n,
  (1n << 63n) - 1n,
  1n << 63n,
  (1n << 64n) - 8n,
  (1n << 64n) - 1n,
];

/** Of a hundred mutants, how many lose their magic number: little is learned of a file that is none. */
const WITHOUT_MAGIC = 2;

const MOST_EDITS = 5;

/**
 * A damaged or hostile file made of a sound one, mostly by its numbers: another extreme, the value of another
 * number, the size of the file and its neighbours; seldom by bytes that mean nothing.
 */
export function mutateElf({ bytes, fields }: Made, random: Random): Buffer {
  let mutant: Buffer = Buffer.from(bytes);
  for (let edits = random.between(1, MOST_EDITS); edits > 0; edits -= 1) {
    if (random.below(10) < 7) editField(mutant, random.pick(fields), fields, random);
    else mutant = editBytes(mutant, random);
  }
  if (random.below(100) < WITHOUT_MAGIC)
    mutant.fill(random.below(256), 0, Math.min(4, mutant.length));
  return mutant;
}

function editField(bytes: Buffer, field: Field, fields: readonly Field[], random: Random): void {
  const old = read(bytes, field);
  if (old === undefined) return;
  const near = BigInt(random.below(17) - 8);
  const values = [
    () => random.pick(EXTREMES),
    () => old + near,
    () => old ^ (1n << BigInt(random.below(field.size * 8))),
    () => (read(bytes, random.pick(fields)) ?? 0n) + (random.once(2) ? 0n : near),
    () => BigInt(bytes.length) + near,
    () => BigInt(bytes.length) - (read(bytes, random.pick(fields)) ?? 0n),
    () => BigInt(random.below(64)),
  ];
  write(bytes, field, random.pick(values)());
}

function editBytes(bytes: Buffer, random: Random): Buffer {
  const at = random.between(4, Math.max(4, bytes.length - 1));
  switch (random.below(5)) {
    case 0:
      if (at < bytes.length) bytes.writeUInt8(random.below(256), at);
      return bytes;
    case 1: {
      // A program header over another one, as whoever wants two readings of a file has it.
      const [from, to] = [random.below(16), random.below(16)];
      if (64 + 56 * (Math.max(from, to) + 1) <= bytes.length)
        bytes.copy(bytes, 64 + 56 * to, 64 + 56 * from, 64 + 56 * (from + 1));
      return bytes;
    }
    case 2:
      if (random.once(50)) return bytes.subarray(0, random.below(64));
      return random.once(2) ? bytes.subarray(0, at) : bytes;
    case 3:
      return random.once(4) ? Buffer.concat([bytes, random.bytes(random.between(4, 300))]) : bytes;
    default: {
      const piece = random.bytes(8 * random.between(1, 4));
      if (at + piece.length <= bytes.length) piece.copy(bytes, at);
      return bytes;
    }
  }
}

function read(bytes: Buffer, { at, size }: Field): bigint | undefined {
  if (at + size > bytes.length) return undefined;
  return size === 8 ? bytes.readBigUInt64LE(at) : BigInt(bytes.readUIntLE(at, size));
}

function write(bytes: Buffer, { at, size }: Field, value: bigint): void {
  const fitting = BigInt.asUintN(size * 8, value);
  if (size === 8) bytes.writeBigUInt64LE(fitting, at);
  else bytes.writeUIntLE(Number(fitting), at, size);
}

/** Where the numbers of any ELF file of ours are: of its header, program headers, dynamic table and section headers. */
export function fieldsOf(bytes: Buffer): Field[] {
  const fields: Field[] = [4, 5, 7, 8].map((at) => ({ at, size: 1 }));
  for (const at of [16, 18, 54, 56, 58, 60, 62]) fields.push({ at, size: 2 });
  for (const at of [24, 32, 40]) fields.push({ at, size: 8 });
  if (bytes.length < 64) return fields;
  const headers = Math.min(bytes.readUInt16LE(56), 64);
  for (let at = 64; at < 64 + 56 * headers && at + 56 <= bytes.length; at += 56) {
    fields.push({ at, size: 4 }, { at: at + 4, size: 4 });
    for (let part = 8; part < 56; part += 8) fields.push({ at: at + part, size: 8 });
    if (bytes.readUInt32LE(at) !== 2) continue;
    const [offset, size] = [bytes.readBigUInt64LE(at + 8), bytes.readBigUInt64LE(at + 32)];
    for (
      let entry = Number(offset);
      entry < Number(offset + size) && entry < bytes.length;
      entry += 8
    )
      fields.push({ at: entry, size: 8 });
  }
  const sections = Number(bytes.readBigUInt64LE(40));
  for (let at = sections; sections > 0 && at + 64 <= bytes.length; at += 64) {
    fields.push({ at, size: 4 }, { at: at + 4, size: 4 });
    fields.push({ at: at + 24, size: 8 }, { at: at + 32, size: 8 });
  }
  return fields;
}

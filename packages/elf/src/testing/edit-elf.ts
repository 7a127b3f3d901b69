/** Places of header fields in a 64-bit file, and ways to change them in a copy of its bytes. */

export const HEADER = {
  class: 4,
  data: 5,
  osAbi: 7,
  type: 16,
  machine: 18,
  entry: 24,
  phoff: 32,
  shoff: 40,
  phentsize: 54,
  phnum: 56,
  shentsize: 58,
  shnum: 60,
  shstrndx: 62,
} as const;

export const FIELD = {
  type: 0,
  flags: 4,
  offset: 8,
  vaddr: 16,
  filesz: 32,
  memsz: 40,
  align: 48,
} as const;

/** The number of the first program header of a type. */
export function indexOfSegment(bytes: Buffer, type: number): number {
  for (let index = 0; index < bytes.readUInt16LE(HEADER.phnum); index += 1) {
    if (bytes.readUInt32LE(64 + index * 56) === type) return index;
  }
  throw new Error(`no segment of type ${type}`);
}

export function getField(bytes: Buffer, index: number, field: keyof typeof FIELD): bigint {
  const at = 64 + index * 56 + FIELD[field];
  return field === 'type' || field === 'flags'
    ? BigInt(bytes.readUInt32LE(at))
    : bytes.readBigUInt64LE(at);
}

/** A copy in which one field of one program header is another. */
export function withField(
  bytes: Buffer,
  index: number,
  field: keyof typeof FIELD,
  value: bigint,
): Buffer {
  const copy = Buffer.from(bytes);
  const at = 64 + index * 56 + FIELD[field];
  if (field === 'type' || field === 'flags') copy.writeUInt32LE(Number(value), at);
  else copy.writeBigUInt64LE(value, at);
  return copy;
}

/** A copy in which bytes at a place are others. */
export function withBytes(bytes: Buffer, at: number, ...values: number[]): Buffer {
  const copy = Buffer.from(bytes);
  copy.set(values, at);
  return copy;
}

/** A copy without sections: nothing behind the last segment, and no section headers. */
export function withoutSections(bytes: Buffer): Buffer {
  let end = 0;
  for (let index = 0; index < bytes.readUInt16LE(HEADER.phnum); index += 1) {
    end = Math.max(
      end,
      Number(getField(bytes, index, 'offset') + getField(bytes, index, 'filesz')),
    );
  }
  const copy = Buffer.from(bytes.subarray(0, end));
  copy.writeBigUInt64LE(0n, HEADER.shoff);
  copy.writeUInt16LE(0, HEADER.shnum);
  copy.writeUInt16LE(0, HEADER.shstrndx);
  return copy;
}

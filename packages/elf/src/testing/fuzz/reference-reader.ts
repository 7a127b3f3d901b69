/**
 * What an ELF file says, read a second time: plainly, all of it in memory, in bigints, by the gABI alone. It shares
 * nothing with the reader that it is compared with, numbers and limits neither. Slow, and only for small files.
 */
export type Reference = { readonly refused: string } | ReferenceFacts;

export interface ReferenceFacts {
  readonly bits: number | undefined;
  readonly machine: number;
  readonly type: number;
  readonly entry: bigint;
  readonly segments: readonly ReferenceSegment[];
  readonly interpreters: readonly string[];
  readonly dynamic: readonly {
    readonly tag: bigint;
    readonly value: bigint;
    readonly text?: string;
  }[];
  readonly terminated: boolean | undefined;
  readonly notes: readonly {
    readonly offset: number;
    readonly name: string;
    readonly type: number;
  }[];
  readonly relocations: number;
  readonly indirect: number;
  readonly inReadOnlyMemory: number;
  readonly segmentsEnd: bigint;
  readonly homes: number;
}

export interface ReferenceSegment {
  readonly type: number;
  readonly flags: number;
  readonly offset: bigint;
  readonly address: bigint;
  readonly fileSize: bigint;
  readonly memorySize: bigint;
  readonly alignment: bigint;
}

const INDIRECT: Readonly<Record<number, bigint>> = { 62: 37n, 183: 1032n };

/** Tags whose value is a name. */
const NAMED = [1n, 14n, 15n, 29n, 0x6ffffefan, 0x6ffffefbn, 0x6ffffefcn, 0x7ffffffdn, 0x7fffffffn];

class Refused extends Error {}

export function readReference(bytes: Buffer): Reference {
  try {
    return readFacts(bytes);
  } catch (error) {
    if (error instanceof Refused) return { refused: error.message };
    throw error;
  }
}

function readFacts(bytes: Buffer): ReferenceFacts {
  const size = BigInt(bytes.length);
  if (bytes.toString('latin1', 0, 4) !== '\x7fELF') throw new Refused('STATIX_ELF_NOT_ELF');
  if (size < 20n) throw new Refused('STATIX_ELF_TRUNCATED');
  const [bits, order] = [{ 1: 32, 2: 64 }[bytes[4]!], bytes[5]];
  const half = (at: number) => (order === 2 ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at));
  const common = { bits, type: half(16), machine: half(18) };
  const homes = countHomes(bytes);
  if (bits !== 64 || order !== 1) {
    const nothing = { segments: [], interpreters: [], dynamic: [], notes: [] };
    const none = { relocations: 0, indirect: 0, inReadOnlyMemory: 0, terminated: undefined };
    return { ...common, ...nothing, ...none, entry: 0n, segmentsEnd: 0n, homes };
  }
  if (size < 64n) throw new Refused('STATIX_ELF_TRUNCATED');
  const segments = readSegments(bytes, size);
  const { dynamic, terminated } = readDynamic(bytes, segments);
  const interpreters = segments
    .filter(({ type }) => type === 3)
    .map(({ offset, fileSize }) => {
      if (fileSize > 4096n) throw new Refused('STATIX_ELF_MALFORMED');
      if (offset + fileSize > size) throw new Refused('STATIX_ELF_TRUNCATED');
      return upToNul(bytes.subarray(Number(offset), Number(offset + fileSize)));
    });
  const tally = readRelocations(bytes, common.machine, segments, dynamic);
  const table =
    segments.length === 0 ? 0n : bytes.readBigUInt64LE(32) + BigInt(segments.length) * 56n;
  const ends = segments.map(({ offset, fileSize }) => (fileSize > 0n ? offset + fileSize : 0n));
  return {
    ...{ ...common, entry: bytes.readBigUInt64LE(24), segments, interpreters, dynamic, terminated },
    ...{ notes: readNotes(bytes, segments), ...tally, homes },
    segmentsEnd: [table, ...ends].reduce((most, end) => (end > most ? end : most)),
  };
}

function readSegments(bytes: Buffer, size: bigint): ReferenceSegment[] {
  const count = bytes.readUInt16LE(56);
  if (count === 0) return [];
  if (bytes.readUInt16LE(54) !== 56) throw new Refused('STATIX_ELF_MALFORMED');
  if (count > 1170) throw new Refused('STATIX_ELF_MALFORMED');
  const table = bytes.readBigUInt64LE(32);
  if (table + BigInt(count) * 56n > size) throw new Refused('STATIX_ELF_TRUNCATED');
  const segments: ReferenceSegment[] = [];
  for (let index = 0; index < count; index += 1) {
    const at = Number(table) + index * 56;
    const long = (part: number) => bytes.readBigUInt64LE(at + part);
    segments.push({
      ...{ type: bytes.readUInt32LE(at), flags: bytes.readUInt32LE(at + 4) },
      ...{ offset: long(8), address: long(16), fileSize: long(32), memorySize: long(40) },
      alignment: long(48),
    });
  }
  if (segments.filter(({ type }) => type === 1).length > 64)
    throw new Refused('STATIX_ELF_MALFORMED');
  for (const { offset, fileSize } of segments)
    if (fileSize > 0n && offset + fileSize > size) throw new Refused('STATIX_ELF_TRUNCATED');
  return segments;
}

/** Where an address of memory is in the file, if one PT_LOAD has all of the range there. */
function placeOf(
  segments: readonly ReferenceSegment[],
  address: bigint,
  length: bigint,
): number | undefined {
  for (const one of segments) {
    if (one.type !== 1) continue;
    if (address < one.address || address + length > one.address + one.fileSize) continue;
    return Number(address - one.address + one.offset);
  }
  return undefined;
}

function readDynamic(
  bytes: Buffer,
  segments: readonly ReferenceSegment[],
): Pick<ReferenceFacts, 'dynamic' | 'terminated'> {
  const segment = segments.find(({ type }) => type === 2);
  if (segment === undefined) return { dynamic: [], terminated: undefined };
  const slots = segment.fileSize / 16n;
  const length = (slots > 4096n ? 4096n : slots) * 16n;
  if (segment.offset + length > BigInt(bytes.length)) throw new Refused('STATIX_ELF_TRUNCATED');
  const found: { tag: bigint; value: bigint; text?: string }[] = [];
  let terminated = false;
  for (let slot = 0n; slot < slots && slot < 4096n; slot += 1n) {
    const at = Number(segment.offset + slot * 16n);
    const tag = bytes.readBigUInt64LE(at);
    if (tag === 0n) {
      terminated = true;
      break;
    }
    found.push({ tag, value: bytes.readBigUInt64LE(at + 8) });
  }
  if (!terminated && slots > 4096n) throw new Refused('STATIX_ELF_MALFORMED');
  const table = found.find(({ tag }) => tag === 5n)?.value;
  const size = found.find(({ tag }) => tag === 10n)?.value;
  for (const entry of found) {
    if (table === undefined || size === undefined || !NAMED.includes(entry.tag)) continue;
    if (entry.value >= size) continue;
    const left = size - entry.value;
    const length = left > 4096n ? 4096n : left;
    const place = placeOf(segments, table + entry.value, length);
    if (place === undefined) continue;
    const end = bytes.subarray(place, place + Number(length)).indexOf(0);
    if (end >= 0) entry.text = bytes.toString('latin1', place, place + end);
  }
  return { dynamic: found, terminated };
}

function readRelocations(
  bytes: Buffer,
  machine: number,
  segments: readonly ReferenceSegment[],
  dynamic: ReferenceFacts['dynamic'],
): Pick<ReferenceFacts, 'relocations' | 'indirect' | 'inReadOnlyMemory'> {
  const valueOf = (tag: bigint) => dynamic.find((entry) => entry.tag === tag)?.value;
  const tally = { relocations: 0, indirect: 0, inReadOnlyMemory: 0 };
  const relocate = (target: bigint) => {
    tally.relocations += 1;
    // No processor's user memory reaches 2^53: what a segment claims there is no memory.
    const isWritable = segments.some(
      ({ type, flags, address, memorySize }) =>
        type === 1 &&
        (flags & 2) !== 0 &&
        target >= address &&
        target < address + memorySize &&
        target < 2n ** 53n,
    );
    if (!isWritable) tally.inReadOnlyMemory += 1;
  };
  const rangeOf = (addressTag: bigint, sizeTag: bigint, entry: number) => {
    const [address, size = 0n] = [valueOf(addressTag), valueOf(sizeTag)];
    if (address === undefined || size === 0n) return undefined;
    if (size > 4n * 1024n ** 2n * BigInt(entry)) throw new Refused('STATIX_ELF_MALFORMED');
    const place = placeOf(segments, address, size);
    if (place === undefined) throw new Refused('STATIX_ELF_MALFORMED');
    return { place, count: Math.floor(Number(size) / entry) };
  };
  const tables: [bigint, bigint, number][] = [
    [7n, 8n, 24],
    [17n, 18n, 16],
    [23n, 2n, valueOf(20n) === 17n ? 16 : 24],
  ];
  for (const [addressTag, sizeTag, entry] of tables) {
    const range = rangeOf(addressTag, sizeTag, entry);
    for (let index = 0; index < (range?.count ?? 0); index += 1) {
      const at = range!.place + index * entry;
      if (BigInt.asUintN(32, bytes.readBigUInt64LE(at + 8)) === INDIRECT[machine])
        tally.indirect += 1;
      relocate(bytes.readBigUInt64LE(at));
    }
  }
  const packed = rangeOf(36n, 35n, 8);
  if (packed !== undefined && countPacked(bytes, packed) > 4 * 1024 ** 2)
    throw new Refused('STATIX_ELF_MALFORMED');
  let next = 0n;
  for (let index = 0; index < (packed?.count ?? 0); index += 1) {
    const word = bytes.readBigUInt64LE(packed!.place + index * 8);
    if (word % 2n === 0n) {
      relocate(word);
      next = word + 8n;
    } else {
      for (let bit = 1n; bit < 64n; bit += 1n)
        if ((word / 2n ** bit) % 2n === 1n) relocate(next + (bit - 1n) * 8n);
      next += 504n;
    }
  }
  return tally;
}

/** How many addresses the words of DT_RELR name. */
function countPacked(bytes: Buffer, { place, count }: { place: number; count: number }): number {
  let named = 0;
  for (let at = place; at < place + count * 8; at += 8) {
    const isBitmap = (bytes.readUInt8(at) & 1) === 1;
    if (!isBitmap) named += 1;
    for (let byte = 0; isBitmap && byte < 8; byte += 1)
      for (let left = bytes.readUInt8(at + byte); left > 0; left >>= 1) named += left & 1;
    if (isBitmap) named -= 1;
  }
  return named;
}

function readNotes(bytes: Buffer, segments: readonly ReferenceSegment[]): ReferenceFacts['notes'] {
  const notes: ReferenceFacts['notes'][number][] = [];
  for (const { type, offset, fileSize, alignment } of segments) {
    if (type !== 4 || fileSize === 0n) continue;
    const step = alignment === 8n ? 8 : 4;
    const up = (value: number) => value + ((step - (value % step)) % step);
    const end = Number(offset + (fileSize > 65_536n ? 65_536n : fileSize));
    for (let at = Number(offset); at + 12 <= end && notes.length < 256;) {
      const [nameSize, size] = [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)];
      const descriptor = at + up(12 + nameSize);
      if (descriptor + size > end) break;
      const name = upToNul(bytes.subarray(at + 12, at + 12 + Math.min(nameSize, 32)));
      notes.push({ offset: at, name, type: bytes.readUInt32LE(at + 8) });
      at = descriptor + up(size);
    }
  }
  return notes;
}

function upToNul(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('latin1', 0, end < 0 ? bytes.length : end);
}

function countHomes(bytes: Buffer): number {
  const text = bytes.toString('latin1');
  return [...text.matchAll(/(?=\/home\/[A-Za-z0-9._-]{1,64}\/)/g)].length;
}

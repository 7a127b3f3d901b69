import { isStatixError } from '@statix/contract';
import { staticChecks } from './checks/static-checks.js';
import { PT } from './elf-names.js';
import { LIMITS } from './limits.js';
import { parseElf } from './parse-elf.js';
import { bufferSource, type ByteSource } from './read/byte-source.js';
import { FIELD, HEADER, indexOfSegment, withField } from './testing/edit-elf.js';
import { fixtureNames, readFixture } from './testing/fixture.js';

const CASES = 3000;
const SEED = 20_240_229;

/** mulberry32: small, and the same everywhere. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Numbers at which arithmetic goes wrong. */
const EXTREMES = [
  0n,
  1n,
  0x7fn,
  0xffffn,
  0x7fffffffn,
  0xffffffffn,
  1n << 53n,
  (1n << 63n) - 1n,
  1n << 63n,
  (1n << 64n) - 8n,
  (1n << 64n) - 1n,
];

function mutate(original: Buffer, random: (below: number) => number): Buffer {
  const bytes = Buffer.from(original);
  for (let edits = 1 + random(6); edits > 0; edits -= 1) {
    // Most edits go where numbers are: headers at the start, dynamic table and sections at the end.
    const near = [Math.min(bytes.length, 700), bytes.length, bytes.length][random(3)]!;
    const at =
      random(4) === 0 ? bytes.length - 1 - random(Math.min(1500, bytes.length)) : random(near);
    if (random(2) === 0) bytes.writeUInt8(random(256), at);
    else if (at + 8 <= bytes.length)
      bytes.writeBigUInt64LE(EXTREMES[random(EXTREMES.length)]!, at - (at % 8));
  }
  return random(4) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes;
}

/** Counts what a reader asks for, and refuses what is not there. */
function metered(bytes: Buffer): {
  source: ByteSource;
  total: () => number;
  largest: () => number;
} {
  const inner = bufferSource('program', bytes);
  let total = 0;
  let largest = 0;
  const source: ByteSource = {
    ...inner,
    read(offset, length) {
      if (
        !Number.isSafeInteger(offset) ||
        !Number.isSafeInteger(length) ||
        offset < 0 ||
        length < 0 ||
        offset + length > bytes.length
      ) {
        throw new Error(`read of ${length} bytes at ${offset} in a file of ${bytes.length}`);
      }
      total += length;
      largest = Math.max(largest, length);
      return inner.read(offset, length);
    },
  };
  return { source, total: () => total, largest: () => largest };
}

async function judge(source: ByteSource): Promise<string> {
  try {
    const { elf } = await parseElf(source);
    return staticChecks(elf).some(({ status }) => status === 'fail') ? 'fail' : 'pass';
  } catch (error) {
    if (!isStatixError(error) || !error.code.startsWith('STATIX_ELF_')) throw error;
    return error.code;
  }
}

describe('hostile input', () => {
  it(`gets a verdict or a StatixError, with bounded work, in ${CASES} random cases`, async () => {
    const random = randomNumbers(SEED);
    const fixtures = fixtureNames().map(readFixture);
    const outcomes = new Map<string, number>();
    for (let index = 0; index < CASES; index += 1) {
      const bytes = mutate(fixtures[random(fixtures.length)]!, random);
      const { source, total, largest } = metered(bytes);
      const begin = process.cpuUsage();
      const outcome = await judge(source).catch((error: unknown) => {
        throw new Error(`case ${index} of seed ${SEED}`, { cause: error });
      });
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      const { user } = process.cpuUsage(begin);
      expect(user).toBeLessThan(2e6);
      expect(largest()).toBeLessThanOrEqual(bytes.length);
      // Once for the hash; tables may overlap, but there are few.
      expect(total()).toBeLessThan(30 * bytes.length + 65_536);
    }
    // A generator that only makes garbage would test nothing but the magic number.
    expect(outcomes.get('pass')).toBeGreaterThan(CASES / 20);
    expect(outcomes.get('fail')).toBeGreaterThan(CASES / 20);
    expect(outcomes.get('STATIX_ELF_TRUNCATED')).toBeGreaterThan(CASES / 20);
    expect(outcomes.get('STATIX_ELF_MALFORMED')).toBeGreaterThan(10);
  });

  it.each(['static-pie', 'dynamic-glibc', 'packed-relocations', 'packed-static', 'i386'])(
    '%s gets a verdict or a StatixError at every length',
    async (name) => {
      const bytes = readFixture(name);
      for (let length = 0; length < bytes.length; length += length < 1200 ? 1 : 61) {
        await judge(metered(bytes.subarray(0, length)).source);
      }
    },
  );

  it('passes no dynamic program whose PT_INTERP is another type by one bit', async () => {
    // Linux would start such a program without its loader; that it needs libraries is still seen.
    const bytes = readFixture('dynamic-glibc');
    const interp = 64 + 56 * indexOfSegment(bytes, PT.INTERP) + FIELD.type;
    for (let bit = 0; bit < 32; bit += 1) {
      const copy = Buffer.from(bytes);
      copy.writeUInt8(copy.readUInt8(interp + (bit >> 3)) ^ (1 << (bit & 7)), interp + (bit >> 3));
      expect(await judge(bufferSource('program', copy))).not.toBe('pass');
    }
  });

  it('refuses tables that are made to cost much', async () => {
    const bytes = readFixture('relocations');
    const many = Buffer.alloc(2 * 1024 ** 2);
    bytes.copy(many);
    many.writeUInt16LE(1171, HEADER.phnum);
    expect(await judge(bufferSource('program', many))).toBe('STATIX_ELF_MALFORMED');

    const loads = Buffer.from(many);
    loads.writeUInt16LE(LIMITS.loadSegments + 1, HEADER.phnum);
    for (let index = 0; index <= LIMITS.loadSegments; index += 1) {
      loads.writeUInt32LE(PT.LOAD, 64 + index * 56);
    }
    expect(await judge(bufferSource('program', loads))).toBe('STATIX_ELF_MALFORMED');

    const dynamic = indexOfSegment(bytes, PT.DYNAMIC);
    const filled = Buffer.concat([bytes, Buffer.alloc(1024 ** 2, 1)]);
    const moved = withField(filled, dynamic, 'offset', BigInt(bytes.length));
    const endless = withField(moved, dynamic, 'filesz', 1024n ** 2n);
    expect(await judge(bufferSource('program', endless))).toBe('STATIX_ELF_MALFORMED');

    const interpreter = withField(
      withField(endless, dynamic, 'type', BigInt(PT.INTERP)),
      dynamic,
      'filesz',
      4097n,
    );
    expect(await judge(bufferSource('program', interpreter))).toBe('STATIX_ELF_MALFORMED');
  });
});

import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { classifyLinkage } from '../classify-linkage.js';
import { staticChecks } from '../checks/static-checks.js';
import { getField, HEADER, indexOfSegment, withField } from '../testing/edit-elf.js';
import { fixtureNames, parseBytes, parseFixture, readFixture } from '../testing/fixture.js';
import { PT } from '../elf-names.js';

/** As somebody who wants a packed program to pass: UPX's marks, wherever they are, are overwritten. */
function withoutMark(name: string): Buffer {
  const bytes = readFixture(name);
  for (let at = bytes.indexOf('UPX!'); at >= 0; at = bytes.indexOf('UPX!', at))
    bytes.fill(0, at, at + 4);
  return bytes;
}

/** The number of the segment that holds code. */
function codeOf(bytes: Buffer): number {
  return loadsOf(bytes).find((index) => (getField(bytes, index, 'flags') & 1n) !== 0n)!;
}

function lastSegment(bytes: Buffer): number {
  return loadsOf(bytes).at(-1)!;
}

function loadsOf(bytes: Buffer): number[] {
  return [...Array(bytes.readUInt16LE(HEADER.phnum)).keys()].filter(
    (index) => getField(bytes, index, 'type') === BigInt(PT.LOAD),
  );
}

const linkageCheck = async (bytes: Buffer) =>
  staticChecks(await parseBytes(bytes), { expectedLinkage: 'static' }).find(
    ({ id }) => id === 'linkage',
  )!;

describe('a packer’s stub', () => {
  test.each(['packed-static', 'packed-dynamic-in-disguise'])(
    'attack: %s with its mark overwritten is no static program',
    async (name) => {
      const bytes = withoutMark(name);
      // A program at a fixed address asks for no PT_DYNAMIC.
      bytes.writeUInt16LE(2, HEADER.type);
      expect(classifyLinkage(await parseBytes(bytes)).linkage).toBe('unknown');
      const { status, evidence } = await linkageCheck(bytes);
      expect(status).toBe('fail');
      expect(evidence[1]).toMatch(/^program headers 0 and 1 map the same bytes/);
    },
  );

  /** What a stub of UPX 4 and 5 runs with as well; its room for the program is the first program header. */
  const disguises: Record<string, (bytes: Buffer) => Buffer> = {
    'that cannot be written to': (bytes) => withField(bytes, 0, 'flags', 4n),
    'that ends with the bytes of the file, and cannot be written to': (bytes) =>
      withField(withField(bytes, 0, 'flags', 4n), 0, 'memsz', getField(bytes, 0, 'filesz')),
    'without bytes of the file': (bytes) => withField(bytes, 0, 'filesz', 0n),
    'with other bytes of the file': (bytes) =>
      withField(
        Buffer.concat([bytes, Buffer.alloc(2 * 4096)]),
        0,
        'offset',
        BigInt(Math.ceil(bytes.length / 4096) * 4096),
      ),
  };
  /** So that it is not told by the density of its code. */
  const withPadding = (bytes: Buffer): Buffer => {
    const longer = getField(bytes, 1, 'filesz') + 4n * 4096n;
    const padded = Buffer.concat([bytes, Buffer.alloc(4 * 4096)]);
    return withField(withField(padded, 1, 'filesz', longer), 1, 'memsz', longer);
  };

  test.each(Object.entries(disguises))(
    'attack: the mark is overwritten, and the room for the program is memory %s',
    async (what, disguise) => {
      const sign = what.startsWith('with')
        ? /^program header 0 reserves \d+ bytes below/
        : /^program headers 0 and 1 map the same bytes/;
      for (const padded of [false, true]) {
        const marked = withoutMark('packed-dynamic-in-disguise');
        const bytes = disguise(padded ? withPadding(marked) : marked);
        bytes.writeUInt16LE(2, HEADER.type);
        expect(classifyLinkage(await parseBytes(bytes)).linkage).toBe('unknown');
        const { status, evidence } = await linkageCheck(bytes);
        expect(status).toBe('fail');
        expect(evidence[1]).toMatch(sign);
      }
    },
  );

  test('memory without content is behind the code of a linked program, wherever its linker starts it', async () => {
    const bytes = readFixture('static');
    const data = indexOfSegment(bytes, PT.LOAD);
    const more = getField(bytes, data, 'memsz') + 64n * 1024n;
    const last = lastSegment(bytes);
    expect((await parseBytes(withField(bytes, last, 'memsz', more))).packer).toBeUndefined();
    expect((await parseBytes(withField(bytes, 0, 'memsz', more))).packer).toMatchObject({
      why: expect.stringMatching(/^program header 0 reserves \d+ bytes below the code/),
    });
  });

  test('code that was added above all else, as BOLT does, has more of it below', async () => {
    const { bytes } = withRandomSegment(5n, { random: 4096 });
    const grown = withField(bytes, lastSegment(readFixture('static')), 'memsz', 64n * 1024n);
    expect((await parseBytes(grown)).packer).toBeUndefined();
  });

  /** A small program with one more segment, the last header of it, that holds random bytes. */
  function withRandomSegment(
    flags: bigint,
    { zeros = 0, random = 64 * 1024 }: { zeros?: number; random?: number } = {},
  ): { bytes: Buffer; address: bigint } {
    const bytes = Buffer.concat([
      readFixture('static'),
      Buffer.alloc(zeros + 3 * 4096 - (8976 % 4096)),
      randomBytes(random),
    ]);
    const start = bytes.length - random;
    const last = bytes.readUInt16LE(HEADER.phnum) - 1;
    expect(last).toBeGreaterThan(1);
    const address = 0x500000n + BigInt(start % 4096);
    const changed = [
      ['type', BigInt(PT.LOAD)],
      ['flags', flags],
      ['offset', BigInt(start)],
      ['vaddr', address],
      ['filesz', BigInt(random)],
      ['memsz', BigInt(random)],
    ] as const;
    const changedBytes = changed.reduce<Buffer>(
      (copy, [field, value]) => withField(copy, last, field, value),
      bytes,
    );
    return { bytes: changedBytes, address };
  }

  test('attack: an executable segment of compressed bytes is no code', async () => {
    const { bytes, address } = withRandomSegment(5n);
    bytes.writeBigUInt64LE(address + 65000n, HEADER.entry);
    const { status, evidence } = await linkageCheck(bytes);
    expect(status).toBe('fail');
    expect(evidence[1]).toMatch(/100 % of program header \d+, where the program begins/);
  });

  test('attack: compressed bytes as code, among padding', async () => {
    const { bytes, address } = withRandomSegment(5n, { random: 512 * 1024 });
    bytes.fill(0, bytes.length - 400 * 1024);
    bytes.writeBigUInt64LE(address + 65000n, HEADER.entry);
    const { status, evidence } = await linkageCheck(bytes);
    expect(status).toBe('fail');
    expect(evidence[1]).toMatch(
      /100 % of program header \d+ without its padding, where the program begins/,
    );
  });

  test('attack: little code that unpacks a program into memory, and executes that', async () => {
    const { status, evidence } = await linkageCheck(withRandomSegment(4n).bytes);
    expect(status).toBe('fail');
    expect(evidence[1]).toMatch(
      /^\d+ bytes of code, and 76 % of the file are compressed or encrypted data in program header \d+$/,
    );
  });

  test('compressed data is data where there is a program’s worth of code', async () => {
    const { bytes } = withRandomSegment(4n, { zeros: 80 * 1024, random: 512 * 1024 });
    expect((await parseBytes(bytes)).packer).toBeDefined();
    const longer = withField(bytes, codeOf(bytes), 'filesz', 80n * 1024n);
    // Where nothing else of the file is mapped.
    const apart = withField(longer, codeOf(bytes), 'offset', 3n * 4096n);
    expect((await parseBytes(apart)).packer).toBeUndefined();
  });

  test('attack: UPX’s first block is known where its stub reads it', async () => {
    const bytes = readFixture('static');
    const at = 64 + 56 * bytes.readUInt16LE(HEADER.phnum) + 24;
    bytes.writeUInt32LE(64 + 56 * 5, at);
    bytes.writeUInt32LE(128, at + 4);
    bytes.writeUInt32LE(2, at + 8);
    expect((await parseBytes(bytes)).packer).toMatchObject({ name: 'UPX', offset: at });
  });

  test('attack: programs that carry others are told by what they look for in themselves', async () => {
    const image = readFixture('static-pie');
    image.write('AI\x02', 8, 'latin1');
    expect((await parseBytes(image)).packer).toMatchObject({ name: 'AppImage', offset: 8 });
    const program = readFixture('static-pie');
    const cookie = Buffer.from('MEI\x0c\x0b\x0a\x0b\x0e', 'latin1');
    const archive = Buffer.concat([program, Buffer.alloc(5000), cookie, Buffer.alloc(80)]);
    expect((await parseBytes(archive)).packer).toMatchObject({
      name: 'PyInstaller',
      offset: program.length + 5000,
    });
    expect((await linkageCheck(archive)).status).toBe('fail');
    const named = readFixture('static-pie');
    const frames = named.lastIndexOf('.eh_frame\0');
    expect(frames).toBeGreaterThan(0);
    // It is as long as two names in the table, so it takes the place of both.
    named.write('.staticx.archive\0', frames, 'latin1');
    expect((await parseBytes(named)).packer).toMatchObject({ name: 'StaticX' });
  });

  test('no program that a linker wrote is taken for one', async () => {
    for (const name of fixtureNames().filter(
      (one) => !one.startsWith('packed-') || one === 'packed-relocations',
    )) {
      expect([name, (await parseFixture(name)).packer]).toEqual([name, undefined]);
    }
  });

  test('no program of this machine is taken for one', async () => {
    const taken: string[] = [];
    let looked = 0;
    for (const folder of ['/usr/bin', '/usr/lib/x86_64-linux-gnu', dirname(process.execPath)])
      for (const path of filesIn(folder)) {
        const bytes = readFileSync(path);
        if (bytes.readUInt32BE(0) !== 0x7f454c46 || bytes[HEADER.class] !== 2) continue;
        // Someone may have packed a tool of theirs.
        if (bytes.includes('UPX!')) continue;
        looked += 1;
        const { packer } = await parseBytes(bytes);
        if (packer !== undefined) taken.push(`${path}: ${packer.why}`);
      }
    expect(taken).toEqual([]);
    // Not one that looked at nothing; macOS has no such files.
    if (process.platform === 'linux') expect(looked).toBeGreaterThan(0);
  });

  /** Up to 1 MiB each: reading is what takes its time. */
  function filesIn(folder: string): string[] {
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => join(folder, name))
      .filter((path) => {
        const { size } = statSync(path);
        return size > 64 && size < 1024 * 1024;
      });
  }

  test('a program with compressed data beside its code is none', async () => {
    const bytes = Buffer.concat([readFixture('static-pie'), randomBytes(1024 * 1024)]);
    const data = indexOfSegment(bytes, PT.LOAD);
    const size = getField(bytes, data, 'filesz');
    expect(size).toBeLessThan(4096n);
    expect((await parseBytes(bytes)).packer).toBeUndefined();
  });
});

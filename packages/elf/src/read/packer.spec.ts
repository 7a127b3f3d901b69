import { randomBytes } from 'node:crypto';
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
    const code = [0, 1, 2, 3].find(
      (index) =>
        getField(bytes, index, 'type') === BigInt(PT.LOAD) &&
        (getField(bytes, index, 'flags') & 1n) !== 0n,
    )!;
    expect(
      (await parseBytes(withField(bytes, code, 'filesz', 80n * 1024n))).packer,
    ).toBeUndefined();
  });

  test('no program that a linker wrote is taken for one', async () => {
    for (const name of fixtureNames().filter(
      (one) => !one.startsWith('packed-') || one === 'packed-relocations',
    )) {
      expect([name, (await parseFixture(name)).packer]).toEqual([name, undefined]);
    }
  });

  test('a program with compressed data beside its code is none', async () => {
    const bytes = Buffer.concat([readFixture('static-pie'), randomBytes(1024 * 1024)]);
    const data = indexOfSegment(bytes, PT.LOAD);
    const size = getField(bytes, data, 'filesz');
    expect(size).toBeLessThan(4096n);
    expect((await parseBytes(bytes)).packer).toBeUndefined();
  });
});

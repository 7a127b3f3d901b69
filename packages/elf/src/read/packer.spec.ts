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

  test('attack: an executable segment of compressed bytes is no code', async () => {
    const bytes = Buffer.concat([
      readFixture('static'),
      Buffer.alloc(3 * 4096 - (8976 % 4096)),
      randomBytes(64 * 1024),
    ]);
    const start = bytes.length - 64 * 1024;
    const code = bytes.readUInt16LE(HEADER.phnum) - 1;
    expect(code).toBeGreaterThan(1);
    const changed = [
      ['type', BigInt(PT.LOAD)],
      ['flags', 5n],
      ['offset', BigInt(start)],
      ['vaddr', 0x500000n + BigInt(start % 4096)],
      ['filesz', 65536n],
      ['memsz', 65536n],
    ] as const;
    const dense = changed.reduce<Buffer>(
      (copy, [field, value]) => withField(copy, code, field, value),
      bytes,
    );
    dense.writeBigUInt64LE(0x500000n + BigInt(start % 4096) + 65000n, HEADER.entry);
    const { status, evidence } = await linkageCheck(dense);
    expect(status).toBe('fail');
    expect(evidence[1]).toMatch(/100 % of program header \d+, where the program begins/);
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

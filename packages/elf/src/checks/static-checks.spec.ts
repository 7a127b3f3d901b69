import type { Check } from '@statix/contract';
import { STATIC_CHECK_IDS } from '../check-ids.js';
import { PF, PT } from '../elf-names.js';
import { LIMITS } from '../limits.js';
import { AARCH64 } from '../machines.js';
import { getField, HEADER, indexOfSegment, withBytes, withField } from '../testing/edit-elf.js';
import { fixtureNames, parseBytes, parseFixture, readFixture } from '../testing/fixture.js';
import { staticChecks, type StaticCheckOptions } from './static-checks.js';

async function checksOf(bytes: Buffer, options?: StaticCheckOptions): Promise<Map<string, Check>> {
  const checks = staticChecks(await parseBytes(bytes), options);
  return new Map(checks.map((check) => [check.id, check]));
}

async function notPassed(name: string): Promise<string[]> {
  const checks = staticChecks(await parseFixture(name));
  return checks
    .filter(({ status }) => status === 'fail' || status === 'warn')
    .map(({ id, status }) => `${status} ${id}`);
}

/** Every fixture and exactly what is wrong with it. */
const FINDINGS: Record<string, string[]> = {
  'static-pie': [],
  static: ['warn position-independent', 'warn relro'],
  'dynamic-glibc': [
    'fail no-interpreter',
    'fail no-needed-libraries',
    'fail linkage',
    'warn relro',
    'fail no-glibc',
  ],
  'dynamic-in-disguise': [
    'fail no-interpreter',
    'fail no-needed-libraries',
    'fail linkage',
    'warn relro',
  ],
  'dynamic-musl': ['fail no-interpreter', 'fail no-needed-libraries', 'fail linkage', 'warn relro'],
  'executable-stack': ['fail non-executable-stack', 'warn relro'],
  'fake-interpreter': ['fail no-interpreter', 'fail linkage', 'warn relro'],
  'glibc-marks': ['warn position-independent', 'warn relro', 'fail no-glibc'],
  'home-path': ['warn position-independent', 'warn relro', 'warn path-leaks'],
  i386: ['fail elf-class', 'fail machine'],
  'indirect-relocation': ['warn relro', 'fail no-glibc'],
  'library-with-dependencies': [
    'fail entry-point',
    'fail no-needed-libraries',
    'fail linkage',
    'warn relro',
    'fail no-glibc',
  ],
  'library-without-dependencies': ['fail entry-point', 'fail linkage', 'warn relro'],
  'needed-without-interpreter': ['fail no-needed-libraries', 'fail linkage', 'warn relro'],
  'no-relro': ['warn relro'],
  'no-stack-header': ['warn position-independent', 'fail non-executable-stack'],
  'object-file': [
    'fail segment-layout',
    'fail entry-point',
    'fail linkage',
    'fail non-executable-stack',
    'warn relro',
  ],
  'packed-dynamic-in-disguise': ['fail linkage'],
  'packed-relocations': ['warn relro'],
  'packed-static': ['fail linkage'],
  relocations: ['warn relro'],
  revision: [],
  rpath: ['fail no-library-search-path', 'warn relro'],
  runpath: ['fail no-library-search-path', 'warn relro'],
  'text-relocation': ['fail no-text-relocations', 'warn relro'],
  'thread-stack-size': ['warn relro'],
  'writable-code': ['warn position-independent', 'fail no-rwx-segment', 'warn relro'],
  'writable-entry': [
    'fail entry-point',
    'warn position-independent',
    'fail no-rwx-segment',
    'warn relro',
  ],
};

describe('staticChecks', () => {
  it('knows every fixture', () => {
    expect(Object.keys(FINDINGS).sort()).toEqual(fixtureNames());
  });

  it.each(Object.entries(FINDINGS))('finds what is wrong with %s', async (name, expected) => {
    expect(await notPassed(name)).toEqual(expected);
  });

  it('gives every check once, failed ones with evidence of where', async () => {
    for (const name of fixtureNames()) {
      const checks = staticChecks(await parseFixture(name));
      expect(checks.map(({ id }) => id)).toEqual(STATIC_CHECK_IDS);
      for (const { status, evidence } of checks) {
        if (status === 'fail')
          expect(evidence.join('\n')).toMatch(/0x[0-9a-f]+|none of|no PT_LOAD/);
      }
    }
  });

  it.each([
    ['static-pie', 'static-pie', 'pass'],
    ['static-pie', 'static', 'fail'],
    ['static', 'static', 'pass'],
    ['static', 'static-pie', 'fail'],
  ] as const)('%s where %s is expected: %s', async (name, expectedLinkage, status) => {
    const checks = await checksOf(readFixture(name), { expectedLinkage });
    expect(checks.get('linkage')!.status).toBe(status);
  });

  it('makes no claim about what is in a packed file', async () => {
    const checks = await checksOf(readFixture('packed-dynamic-in-disguise'));
    const { status, evidence } = checks.get('linkage')!;
    expect({ status, evidence }).toEqual({
      status: 'fail',
      evidence: [
        '0xec packed with UPX: the headers describe its stub alone',
        'its mark "UPX!" follows the program headers',
      ],
    });
    expect(checks.get('no-interpreter')!.status).toBe('not-provable');
    expect(checks.get('no-glibc')!.status).toBe('not-provable');
    expect(checks.get('no-rwx-segment')!.status).toBe('pass');
  });

  it('takes the linkage of a packed file from what it is proven to unpack to', async () => {
    const packed = readFixture('packed-static');
    const checks = await checksOf(packed, { unpackedLinkage: 'static', expectedLinkage: 'static' });
    expect(checks.get('linkage')!.status).toBe('pass');
    expect(checks.get('overlay')!.status).toBe('not-applicable');
    const wrong = await checksOf(packed, { unpackedLinkage: 'dynamic' });
    expect(wrong.get('linkage')!.status).toBe('fail');
    const notPacked = await checksOf(readFixture('dynamic-musl'), { unpackedLinkage: 'static' });
    expect(notPacked.get('linkage')!.status).toBe('fail');
  });

  it('looks at nothing more in a file of another class', async () => {
    const checks = await checksOf(withBytes(readFixture('static-pie'), HEADER.data, 2));
    expect(checks.get('elf-class')!.summary).toBe('The file is 64-bit, big-endian');
    expect(checks.get('no-interpreter')!.status).toBe('not-applicable');
  });

  it('refuses another processor', async () => {
    const checks = await checksOf(withBytes(readFixture('static-pie'), HEADER.machine, 183, 0));
    expect(checks.get('machine')).toMatchObject({
      status: 'fail',
      summary: 'The code is for AArch64',
    });
  });

  it('takes no entry point behind the last byte of code', async () => {
    const bytes = readFixture('static-pie');
    const code = [0, 1, 2].find(
      (index) => (getField(bytes, index, 'flags') & BigInt(PF.X)) !== 0n,
    )!;
    const end = getField(bytes, code, 'vaddr') + getField(bytes, code, 'filesz');
    const entryAt = (address: bigint) => {
      const copy = Buffer.from(bytes);
      copy.writeBigUInt64LE(address, HEADER.entry);
      return checksOf(copy);
    };
    expect((await entryAt(end - 1n)).get('entry-point')!.status).toBe('pass');
    expect((await entryAt(end)).get('entry-point')!.status).toBe('fail');
  });

  it.each([
    [0x100000n, '1024 KiB'],
    [0n, '128 KiB'],
    // musl only ever raises its own, and to no more than 8 MiB.
    [4096n, '128 KiB'],
    [1n << 40n, '8192 KiB'],
  ])('says what stack musl gives threads for a memory size of %d', async (size, expected) => {
    const bytes = readFixture('thread-stack-size');
    const stack = indexOfSegment(bytes, PT.GNU_STACK);
    expect(getField(bytes, stack, 'memsz')).toBe(0x100000n);
    const checks = await checksOf(withField(bytes, stack, 'memsz', size));
    const { status, summary } = checks.get('thread-memory')!;
    expect(status).toBe('not-applicable');
    expect(summary).toContain(`get ${expected} of stack; each has 0 bytes of thread-local data`);
  });

  it('tells a program of one address, packed or not', async () => {
    const statusOf = async (name: string, options?: StaticCheckOptions) =>
      (await checksOf(readFixture(name), options)).get('position-independent')!.status;
    expect(await statusOf('static-pie')).toBe('pass');
    expect(await statusOf('static')).toBe('warn');
    expect(await statusOf('dynamic-musl')).toBe('not-applicable');
    expect(await statusOf('packed-static')).toBe('not-provable');
    expect(await statusOf('packed-static', { unpackedLinkage: 'static' })).toBe('warn');
  });

  it('takes another processor where it is asked for', async () => {
    const bytes = withBytes(readFixture('static-pie'), HEADER.machine, 183, 0);
    expect((await checksOf(bytes, { machine: AARCH64 })).get('machine')!.status).toBe('pass');
  });

  it('attack: texts that only look like paths do not hide those behind them', async () => {
    const flood = Buffer.from('/home/ '.repeat(LIMITS.textHits));
    const bytes = Buffer.concat([readFixture('static-pie'), flood, Buffer.from('/home/a/x.rs')]);
    expect((await checksOf(bytes)).get('path-leaks')!.status).toBe('warn');
  });

  it('finds text relocations that nothing announces', async () => {
    const bytes = readFixture('relocations');
    const load = [0, 1, 2, 3, 4, 5].find(
      (index) =>
        getField(bytes, index, 'type') === 1n &&
        (getField(bytes, index, 'flags') & BigInt(PF.W)) !== 0n,
    )!;
    const checks = await checksOf(withField(bytes, load, 'flags', BigInt(PF.R)));
    expect(checks.get('no-text-relocations')).toMatchObject({ status: 'fail' });
    expect(checks.get('no-text-relocations')!.evidence.at(-1)).toBe('96 more');
  });

  it.each([
    ['DT_TEXTREL', 22n, 0n],
    ['DF_TEXTREL', 30n, 4n],
  ])('takes the announcement of text relocations by %s for them', async (_name, tag, value) => {
    const bytes = Buffer.from(readFixture('static-pie'));
    const table = Number(getField(bytes, indexOfSegment(bytes, PT.DYNAMIC), 'offset'));
    const hashes = [4n, 0x6ffffef5n];
    let at = table;
    while (!hashes.includes(bytes.readBigUInt64LE(at))) at += 16;
    bytes.writeBigUInt64LE(tag, at);
    bytes.writeBigUInt64LE(value, at + 8);
    const checks = await checksOf(bytes);
    expect(checks.get('no-text-relocations')).toMatchObject({ status: 'fail' });
  });

  it('lists what no header can show as not provable, whatever the file', async () => {
    const checks = await checksOf(readFixture('static-pie'));
    const ids = [
      'stack-canary',
      'fortify-source',
      'stack-clash',
      'control-flow-protection',
      'carried-code',
    ];
    expect(ids.map((id) => checks.get(id)?.status)).toEqual(ids.map(() => 'not-provable'));
  });

  it('reports what is appended and what is not, sections or none', async () => {
    const bytes = readFixture('static-pie');
    const checks = await checksOf(Buffer.concat([bytes, Buffer.from('PK payload')]));
    expect(checks.get('overlay')).toMatchObject({
      status: 'warn',
      summary: '10 bytes are appended to the program',
    });
    expect((await checksOf(bytes)).get('overlay')!.status).toBe('pass');
  });

  it('finds paths of homes in unseparated strings, and no others', async () => {
    const { evidence } = (await checksOf(readFixture('home-path'))).get('path-leaks')!;
    expect(evidence.map((line) => line.replace(/^0x[0-9a-f]+ /, ''))).toEqual([
      "user name 'builder' in 1 path",
      '1 text with /home/',
      "'/home/builder/.cargo/registry/src/index.crates.io/serde/src/lib.rsunwrap'",
      '1 text with .cargo/',
      "'/opt/ci/.cargo/registry/src/x.rs'",
    ]);
  });

  it('reports what a file tells of its making', async () => {
    const { status, summary, evidence } = (await checksOf(readFixture('static-pie'))).get(
      'build-information',
    )!;
    // It asserts nothing.
    expect(status).toBe('not-applicable');
    expect(summary).toBe('For information: has a build ID, stripped');
    expect(evidence[0]).toMatch(/^0x[0-9a-f]+ build ID [0-9a-f]{40}$/);
    expect(evidence.at(-1)).toMatch(/\.comment 'GCC: \(Debian/);
  });

  it('promises full RELRO of no program, since headers cannot', async () => {
    const checks = await checksOf(readFixture('static-pie'));
    expect(checks.get('relro')!.status).toBe('not-provable');
    const { evidence } = (await checksOf(readFixture('relocations'))).get('relro')!;
    expect(evidence).toContain('no DT_BIND_NOW, DF_BIND_NOW or DF_1_NOW');
  });

  it('sees a RELRO that leaves the dynamic table out', async () => {
    const bytes = readFixture('static-pie');
    const index = indexOfSegment(bytes, PT.GNU_RELRO);
    const checks = await checksOf(withField(bytes, index, 'memsz', 0n));
    expect(checks.get('relro')!.status).toBe('warn');
    expect(checks.get('relro')!.evidence.join()).toContain('outside: ');
  });
});

import { HEADER, withBytes } from '../testing/edit-elf.js';
import { parseBytes, parseFixture, readFixture } from '../testing/fixture.js';
import { noGlibc } from './no-glibc.js';

const hello = readFixture('static-pie');
const append = (text: string) => Buffer.concat([hello, Buffer.from(text)]);

describe('noGlibc', () => {
  it('finds all marks of a static glibc program', async () => {
    const { status, evidence } = noGlibc(await parseFixture('glibc-marks'));
    expect(status).toBe('fail');
    expect(evidence.map((line) => line.replace(/^0x[0-9a-f]+ /, ''))).toEqual([
      'NT_GNU_ABI_TAG, for Linux 3.2.0',
      'EI_OSABI 3 (GNU)',
      '1 IRELATIVE relocation, found by section headers',
      "text 'GLIBC_TUNABLES'",
      "text 'gconv'",
    ]);
  });

  it('finds indirect relocations of a static-pie in its dynamic table', async () => {
    const { evidence } = noGlibc(await parseFixture('indirect-relocation'));
    expect(evidence.join()).toMatch(/0x[0-9a-f]+ 1 IRELATIVE relocation,/);
  });

  it.each([
    ['the names of variables, as sudo has to clear them', append('GLIBC_TUNABLES\0gconv')],
    ['EI_OSABI 3, as GCC writes it for C++', withBytes(hello, HEADER.osAbi, 3)],
  ])('only warns of %s', async (_, bytes) => {
    expect(noGlibc(await parseBytes(bytes)).status).toBe('warn');
  });

  it('fails two of them together', async () => {
    const bytes = withBytes(append('GLIBC_TUNABLES'), HEADER.osAbi, 3);
    expect(noGlibc(await parseBytes(bytes)).status).toBe('fail');
  });

  it.each(['glibc', 'GLIBC_2.34', 'GNU C Library', 'GCC: (Ubuntu 13.3.0)'])(
    'makes nothing of %s, which musl programs hold as well',
    async (text) => {
      expect(noGlibc(await parseBytes(append(text))).status).toBe('pass');
    },
  );
});

import { DT } from '../elf-names.js';
import { withBytes } from '../testing/edit-elf.js';
import { parseBytes, parseFixture, readFixture } from '../testing/fixture.js';

describe('readRelocations', () => {
  it('counts packed relocations as those they stand for', async () => {
    const plain = await parseFixture('relocations');
    const packed = await parseFixture('packed-relocations');
    expect(packed.dynamic!.entries.map(({ tag }) => tag)).toContain(DT.RELR);
    expect(plain.dynamic!.entries.map(({ tag }) => tag)).not.toContain(DT.RELR);
    expect(plain.relocations.count).toBe(101);
    expect(packed.relocations).toEqual(plain.relocations);
  });

  it('refuses tables that are not in the file', async () => {
    const bytes = readFixture('relocations');
    const { entries } = await parseBytes(bytes).then((elf) => elf.dynamic!);
    const size = entries.find(({ tag }) => tag === DT.RELASZ)!;
    await expect(parseBytes(withBytes(bytes, size.at + 8, 0xff, 0xff))).rejects.toMatchObject({
      code: 'STATIX_ELF_MALFORMED',
      what: expect.stringMatching(
        /relocations at address 0x[0-9a-f]+ are not in the file/,
      ) as string,
    });
    const huge = withBytes(bytes, size.at + 8, 0, 0, 0, 0, 0, 0, 0, 0x80);
    await expect(parseBytes(huge)).rejects.toThrow('384307168202282325 relocations');
  });
});

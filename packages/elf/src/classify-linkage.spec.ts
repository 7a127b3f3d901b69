import { classifyLinkage } from './classify-linkage.js';
import { PT } from './elf-names.js';
import {
  HEADER,
  indexOfSegment,
  withBytes,
  withField,
  withoutSections,
} from './testing/edit-elf.js';
import { parseBytes, parseFixture, readFixture } from './testing/fixture.js';

describe('classifyLinkage', () => {
  it.each([
    ['static-pie', 'static-pie'],
    ['relocations', 'static-pie'],
    ['packed-relocations', 'static-pie'],
    ['static', 'static'],
    ['glibc-marks', 'static'],
    ['dynamic-glibc', 'dynamic'],
    ['dynamic-musl', 'dynamic'],
    // Made by `musl-gcc -static-pie`.
    ['dynamic-in-disguise', 'dynamic'],
    ['fake-interpreter', 'dynamic'],
    ['needed-without-interpreter', 'dynamic'],
    // `ldd` calls it "statically linked".
    ['library-without-dependencies', 'shared-library'],
    ['library-with-dependencies', 'shared-library'],
    // Neither PT_INTERP nor DT_NEEDED are in the file, and yet it needs musl's loader to run.
    ['packed-dynamic-in-disguise', 'unknown'],
    ['packed-static', 'unknown'],
    ['object-file', 'unknown'],
    ['i386', 'unknown'],
  ])('%s is %s', async (name, expected) => {
    const { linkage, evidence } = classifyLinkage(await parseFixture(name));
    expect(linkage).toBe(expected);
    expect(evidence).not.toHaveLength(0);
  });

  it.each(['static-pie', 'static', 'dynamic-glibc', 'library-without-dependencies'])(
    'says the same of %s without sections and with damaged ones',
    async (name) => {
      const bytes = readFixture(name);
      const { linkage } = classifyLinkage(await parseBytes(bytes));
      const without = await parseBytes(withoutSections(bytes));
      expect(without.sections.state).toBe('absent');
      expect(classifyLinkage(without).linkage).toBe(linkage);
      const damaged = await parseBytes(withBytes(bytes, HEADER.shoff, 0xff, 0xff, 0xff, 0xff));
      expect(damaged.sections.state).toBe('unreadable');
      expect(classifyLinkage(damaged).linkage).toBe(linkage);
    },
  );

  it('takes a position-independent program without DF_1_PIE for a library', async () => {
    const bytes = readFixture('static-pie');
    const flags = (await parseBytes(bytes)).dynamic!.entries.find(
      ({ tag }) => tag === 0x6ffffffbn,
    )!;
    const elf = await parseBytes(withBytes(bytes, flags.at + 8, 1, 0, 0, 0));
    expect(classifyLinkage(elf)).toEqual({
      linkage: 'shared-library',
      evidence: ['0x10 ET_DYN', 'no DF_1_PIE'],
    });
  });

  it('takes an entry point outside of code for none', async () => {
    const elf = await parseBytes(withBytes(readFixture('static-pie'), HEADER.entry, 0, 0, 0));
    expect(classifyLinkage(elf).linkage).toBe('shared-library');
  });

  it('cannot tell a position-independent file without PT_DYNAMIC', async () => {
    const bytes = readFixture('static-pie');
    const elf = await parseBytes(withField(bytes, indexOfSegment(bytes, PT.DYNAMIC), 'type', 0n));
    expect(classifyLinkage(elf).linkage).toBe('unknown');
  });
});

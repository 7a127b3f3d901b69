import { PT } from '../elf-names.js';
import { getField, indexOfSegment, withField } from '../testing/edit-elf.js';
import { fixtureNames, parseBytes, parseFixture, readFixture } from '../testing/fixture.js';
import { segmentLayout } from './segment-layout.js';

const bytes = readFixture('static-pie');
const dynamic = indexOfSegment(bytes, PT.DYNAMIC);
const stack = indexOfSegment(bytes, PT.GNU_STACK);

/** The first is R, the second R-X. */
const loads = Array.from({ length: bytes.readUInt16LE(56) }, (_, index) => index).filter(
  (index) => getField(bytes, index, 'type') === BigInt(PT.LOAD),
);
const [first, second] = loads;

describe('segmentLayout', () => {
  it('passes what linkers write', async () => {
    for (const name of fixtureNames()) {
      if (name === 'object-file' || name === 'i386') continue;
      expect([name, segmentLayout(await parseFixture(name)).status]).toEqual([name, 'pass']);
    }
  });

  it.each([
    ['larger in the file', withField(bytes, first!, 'memsz', 1n), 'larger in the file'],
    [
      'beyond user memory',
      withField(bytes, loads.at(-1)!, 'vaddr', 0x7ffffffff000n),
      'outside user memory',
    ],
    ['wrapping', withField(bytes, loads.at(-1)!, 'memsz', 2n ** 64n - 1n), 'outside user memory'],
    ['misaligned', withField(bytes, second!, 'offset', 0x1001n), 'different page offsets'],
    ['overlapping', withField(bytes, first!, 'memsz', 0x1001n), 'overlaps or precedes'],
    ['two stacks', withField(bytes, stack - 1, 'type', BigInt(PT.GNU_STACK)), '2 × PT_GNU_STACK'],
    [
      'a dynamic table that a loader would find elsewhere',
      withField(bytes, dynamic, 'vaddr', getField(bytes, second!, 'vaddr')),
      'its address leads to file offset 0x1000',
    ],
    [
      'a dynamic table that a loader would not find',
      withField(bytes, dynamic, 'vaddr', 0x10000n),
      'its address leads to no bytes of the file',
    ],
    ['no end', withField(bytes, dynamic, 'filesz', 16n), 'no DT_NULL'],
    [
      'thread-local data whose alignment is no power of two',
      withField(withField(bytes, stack, 'type', BigInt(PT.TLS)), stack, 'align', 24n),
      'no power of two',
    ],
    ['another PT_PHDR', withField(bytes, stack, 'type', BigInt(PT.PHDR)), 'e_phoff is 0x40'],
  ])('fails %s', async (_, changed, expected) => {
    const { status, evidence } = segmentLayout(await parseBytes(changed));
    expect(status).toBe('fail');
    expect(evidence.join('\n')).toContain(expected);
  });
});

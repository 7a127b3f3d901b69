import { PT } from '../elf-names.js';
import { getField, indexOfSegment, withBytes, withField } from '../testing/edit-elf.js';
import { parseBytes, readFixture } from '../testing/fixture.js';

describe('readNotes', () => {
  const bytes = readFixture('dynamic-glibc');

  it('reads notes of either alignment', async () => {
    const { notes } = await parseBytes(bytes);
    // NT_GNU_PROPERTY_TYPE_0 (5) is in a segment of 8-byte alignment, the others are not.
    expect(notes.map(({ name, type }) => `${name} ${type}`).sort()).toEqual([
      'GNU 1',
      'GNU 3',
      'GNU 5',
    ]);
    expect(notes.find(({ type }) => type === 3)!.descriptor).toHaveLength(20);
  });

  it.each([4n, 8n])('goes by an alignment of %d', async (alignment) => {
    const aligned = (text: string) => {
      const length = Number(((BigInt(text.length) + alignment - 1n) / alignment) * alignment);
      return text.padEnd(length, '\0');
    };
    const header = '\x06\0\0\0\x04\0\0\0\x07\0\0\0';
    const note = aligned(aligned(`${header}ABCDE\0`) + 'desc');
    const offset = BigInt(Math.ceil(bytes.length / 8) * 8);
    const padding = Buffer.alloc(Number(offset) - bytes.length);
    const index = indexOfSegment(bytes, PT.NOTE);
    let changed: Buffer = Buffer.concat([bytes, padding, Buffer.from(note + note, 'latin1')]);
    changed = withField(changed, index, 'offset', offset);
    changed = withField(changed, index, 'filesz', BigInt(note.length * 2));
    changed = withField(changed, index, 'align', alignment);
    const { notes } = await parseBytes(changed);
    const found = notes.filter(({ name }) => name === 'ABCDE');
    expect(found.map(({ descriptor }) => descriptor.toString())).toEqual(['desc', 'desc']);
  });

  it('leaves a damaged note out and goes on', async () => {
    const at = Number(getField(bytes, indexOfSegment(bytes, PT.NOTE), 'offset'));
    const { notes } = await parseBytes(withBytes(bytes, at, 0xff, 0xff, 0xff, 0xff));
    expect(notes.map(({ type }) => type).sort()).toEqual([1, 3]);
  });
});

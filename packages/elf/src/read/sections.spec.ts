import { HEADER, withBytes } from '../testing/edit-elf.js';
import { parseBytes, readFixture } from '../testing/fixture.js';

const bytes = readFixture('static-pie');

describe('readSections', () => {
  it('reads names and comments', async () => {
    const { sections } = await parseBytes(bytes);
    expect(sections).toMatchObject({
      state: 'read',
      comments: [{ text: expect.stringMatching(/^GCC/) as string }],
      auditable: undefined,
    });
  });

  it.each([
    [
      'headers beyond the end',
      withBytes(bytes, HEADER.shoff + 4, 1),
      'the section headers are not in the file',
    ],
    ['too many', withBytes(bytes, HEADER.shnum, 0xff, 0xff), 'there are 65535 section headers'],
    ['another entry size', withBytes(bytes, HEADER.shentsize, 1), 'a section header is 1 bytes'],
    ['no names', withBytes(bytes, HEADER.shstrndx, 0xff), 'the section names are not in the file'],
  ])('says why they are unreadable: %s', async (_, changed, why) => {
    expect((await parseBytes(changed)).sections).toEqual({ state: 'unreadable', why });
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { readSections } from '../read/sections.js';
import { readElfHeader } from '../read/elf-header.js';
import { bufferSource } from '../read/byte-source.js';
import { withoutSections } from '../testing/edit-elf.js';
import { compareElf, type Sought } from './compare-elf.js';

const newFolder = temporaryFolders();

/** Stripped: it has sections and no symbols. */
const program = readFileSync(join(__dirname, '../../fixtures/dynamic-glibc'));

async function compare(left: Buffer, right: Buffer, sought: Sought = {}) {
  const folder = newFolder();
  const paths = [join(folder, 'left'), join(folder, 'right')] as const;
  writeFileSync(paths[0], left);
  writeFileSync(paths[1], right);
  return compareElf(...paths, sought);
}

async function section(name: string) {
  const source = bufferSource('program', program);
  const table = await readSections(source, await readElfHeader(source));
  if (table.state !== 'read') throw new Error('no sections');
  const found = table.sections.find((one) => one.name === name)!;
  return { offset: Number(found.offset), size: Number(found.size) };
}

function changed(at: number, text: string): Buffer {
  const copy = Buffer.from(program);
  copy.write(text, at, 'latin1');
  return copy;
}

test('equal files have no difference', async () => {
  expect(await compare(program, program)).toBeUndefined();
});

test('the section that differs, where in both files, and what is around it', async () => {
  const { offset, size } = await section('.comment');
  const found = await compare(program, changed(offset + 5, 'XYZ'));
  expect(found).toMatchObject({ more: false, onlyInSecond: [] });
  expect(found!.differing).toEqual([
    {
      section: '.comment',
      sizes: [size, size],
      offsets: [offset + 5, offset + 5],
      around: [expect.any(Buffer), expect.any(Buffer)],
      at: 5,
      symbol: undefined,
      sameBytes: false,
      onlyIn: [],
      derived: false,
    },
  ]);
  const [left, right] = found!.differing[0]!.around;
  expect(left.subarray(0, 5)).toEqual(right.subarray(0, 5));
  expect(right.toString('latin1', 5, 8)).toBe('XYZ');
});

test('the same bytes in another order are told from others', async () => {
  const { offset } = await section('.comment');
  const found = await compare(changed(offset, 'abcdef'), changed(offset, 'defabc'));
  expect(found!.differing.map(({ sameBytes }) => sameBytes)).toEqual([true]);
});

test('a table of places is told from what it is about', async () => {
  const build = await section('.note.gnu.build-id');
  const comment = await section('.comment');
  const right = changed(build.offset + 20, 'X');
  right.write('X', comment.offset, 'latin1');
  const found = await compare(program, right);
  expect(found!.differing.map(({ section: name, derived }) => [name, derived])).toEqual([
    ['.note.gnu.build-id', true],
    ['.comment', false],
  ]);
});

test('a text that only the second has, and where', async () => {
  const { offset } = await section('.comment');
  const found = await compare(program, changed(offset, 'elsewhere'), {
    sought: ['elsewhere', 'libc.so.6'],
  });
  expect(found!.onlyInSecond).toEqual([{ text: 'elsewhere', offset }]);
});

test('without section headers the files are compared as they are', async () => {
  const bare = withoutSections(program);
  const other = Buffer.from(bare);
  other[0x200] = bare[0x200]! ^ 1;
  const found = await compare(bare, other);
  expect(found!.differing).toMatchObject([{ section: undefined, offsets: [0x200, 0x200] }]);
});

test('a longer file differs where the shorter one ends', async () => {
  const found = await compare(
    withoutSections(program),
    Buffer.concat([withoutSections(program), Buffer.from('x')]),
  );
  const { length } = withoutSections(program);
  expect(found!.differing).toMatchObject([
    { offsets: [length, length], sizes: [length, length + 1] },
  ]);
});

test('what a pattern finds in the one and not in the other, wherever it stands', async () => {
  const { offset } = await section('.comment');
  const [left, right] = [changed(offset, 'n123 n456'), changed(offset, 'n789 n123')];
  const found = await compare(left, right, { patterns: [/n\d{3}/g] });
  expect(found!.differing[0]!.onlyIn).toEqual([
    [[{ text: 'n456', offset: offset + 5 }], [{ text: 'n789', offset }]],
  ]);
});

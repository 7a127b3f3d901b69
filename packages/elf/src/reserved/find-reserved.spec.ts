import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { PF, PT } from '../elf-names.js';
import { LIMITS } from '../limits.js';
import { getField, HEADER, indexOfSegment, withField } from '../testing/edit-elf.js';
import { readFixture } from '../testing/fixture.js';
import { findReserved } from './find-reserved.js';

const reservation = { mark: 'STATIX-REVISION-1 c8e51f3a90b7d2', size: 96 };
const length = reservation.mark.length + reservation.size;
const newFolder = temporaryFolders();
const program = readFixture('revision');
/** Of fixtures/source/revision.s, in a segment of its own. */
const at = program.indexOf(reservation.mark);
const segment = segmentAt(at);

function segmentAt(offset: number): number {
  for (let index = 0; index < program.readUInt16LE(HEADER.phnum); index += 1) {
    if (getField(program, index, 'type') !== BigInt(PT.LOAD)) continue;
    const from = Number(getField(program, index, 'offset'));
    if (offset >= from && offset < from + Number(getField(program, index, 'filesz'))) return index;
  }
  throw new Error('no segment');
}

function fileOf(bytes: Buffer): string {
  const path = join(newFolder(), 'program');
  writeFileSync(path, bytes);
  return path;
}

const find = (bytes: Buffer) => findReserved(fileOf(bytes), reservation);

async function obstacleOf(bytes: Buffer): Promise<string | undefined> {
  const { places } = await find(bytes);
  expect(places).toHaveLength(1);
  return places[0]!.obstacle;
}

/** A copy with the mark and its place somewhere else. */
function movedTo(offset: number): Buffer {
  const bytes = Buffer.from(program);
  bytes.copyWithin(offset, at, at + length);
  bytes.fill(0, at, at + reservation.mark.length);
  return bytes;
}

test('finds the place, what is in it, and the hash of the file', async () => {
  const found = await find(program);
  expect(found).toEqual({
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    size: program.length,
    count: 1,
    places: [{ offset: at, content: Buffer.alloc(96), obstacle: undefined }],
  });
});

test('a program without one has none', async () => {
  expect(await find(readFixture('static-pie'))).toMatchObject({ count: 0, places: [] });
});

test('attack: every place counts, however many there are', async () => {
  const marks = Buffer.from(reservation.mark.repeat(LIMITS.textHits + 1), 'latin1');
  const { count, places } = await find(Buffer.concat([program, marks]));
  expect(count).toBe(LIMITS.textHits);
  expect(places.map(({ offset }) => offset).slice(0, 2)).toEqual([at, program.length]);
  expect(places).toHaveLength(LIMITS.textSamples);
});

test('a mark across two pieces that are read is found', async () => {
  const gap = LIMITS.chunkBytes - program.length - 10;
  const bytes = Buffer.concat([movedTo(0x2100), Buffer.alloc(gap), Buffer.from(reservation.mark)]);
  expect((await find(bytes)).places.map(({ offset }) => offset)).toEqual([
    0x2100,
    LIMITS.chunkBytes - 10,
  ]);
});

test.each<[string, Buffer, string]>([
  [
    'behind the last segment',
    Buffer.concat([movedTo(0x2100).fill(0, 0x2100, 0x2180), program.subarray(at, at + length)]),
    'it is in no segment that the program maps',
  ],
  ['between segments', movedTo(0x2100), 'it is in no segment that the program maps'],
  [
    'in code',
    withField(program, segment, 'flags', BigInt(PF.R | PF.X)),
    `it is in program header ${segment} (PT_LOAD at 0x2000), which is executed`,
  ],
  [
    'in memory that cannot be read',
    withField(program, segment, 'flags', BigInt(PF.W)),
    `it is in program header ${segment} (PT_LOAD at 0x2000), which cannot be read`,
  ],
  [
    'partly in a segment',
    withField(program, segment, 'filesz', BigInt(length - 1)),
    `it goes beyond program header ${segment} (PT_LOAD at 0x2000)`,
  ],
  [
    'in a table that start code reads',
    withField(
      withField(program, indexOfSegment(program, PT.DYNAMIC), 'offset', BigInt(at)),
      indexOfSegment(program, PT.DYNAMIC),
      'filesz',
      16n,
    ),
    'it is in program header 4 (PT_DYNAMIC at 0x2000)',
  ],
  ['in the program headers', movedTo(64 + 56 * 7 - 8), 'it is in the program headers'],
])('attack: a place %s is named', async (_what, bytes, obstacle) => {
  expect(await obstacleOf(bytes)).toBe(obstacle);
});

test('attack: a segment that maps the place, and more than the file has, is refused', async () => {
  const bytes = withField(program, segment, 'filesz', BigInt(program.length));
  expect((await statixErrorOf(find(bytes))).code).toBe('STATIX_ELF_TRUNCATED');
});

test('attack: code that maps the bytes of a data segment as well is no place to write to', async () => {
  const code = indexOfSegment(withField(program, 0, 'type', 0n), PT.LOAD);
  const twice = withField(
    withField(program, code, 'offset', getField(program, segment, 'offset')),
    code,
    'filesz',
    getField(program, segment, 'filesz'),
  );
  expect(await obstacleOf(twice)).toContain('which is executed');
});

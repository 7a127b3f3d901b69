import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { compareElf, type ElfDifference } from '@statix/elf';
import { tinyProgram } from '@statix/engine/testing/tiny-program';
import { likelyCause, TIMES } from './likely-cause.js';

const circumstances = { workspace: '/built-elsewhere/workspace', hostName: 'another-host' };
const newFolder = temporaryFolders();

async function difference(left: Buffer, right: Buffer): Promise<ElfDifference> {
  const folder = newFolder();
  const paths = [join(folder, 'left'), join(folder, 'right')] as const;
  writeFileSync(paths[0], left);
  writeFileSync(paths[1], right);
  const sought = Object.values(circumstances);
  return (await compareElf(...paths, { sought, patterns: TIMES }))!;
}

async function causeOf(left: string, right: string) {
  const programs = [left, right].map((print) => tinyProgram({ print })) as [Buffer, Buffer];
  return likelyCause(await difference(...programs), circumstances);
}

/** With a number of eight bytes behind it. */
function withNumber(seconds: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(seconds);
  return Buffer.concat([tinyProgram({ print: 'x' }), bytes]);
}

test.each([
  ['seconds', 'built at 1795939200.', 'built at 1830612909.'],
  ['milliseconds', 'x1795939200123y', 'x1830612909456y'],
  ['a date', 'built 2026-11-29', 'built 2028-01-04'],
  ['a time of day', 'at 07:32:10', 'at 15:07:19'],
  ['a date in words', 'on Nov 29 2026', 'on Jan  4 2028'],
  ['seconds in another order of strings', 'abc 1795939200.', '1830612909. abc'],
])('a time as %s', async (_form, left, right) => {
  expect(await causeOf(left, right)).toMatchObject({ kind: 'time', text: expect.anything() });
});

test('a time as eight bytes', async () => {
  const found = await difference(withNumber(1_795_939_200n), withNumber(1_830_612_909n));
  expect(likelyCause(found, circumstances).kind).toBe('time');
});

test.each([
  ['numbers that are no times', 'id 12345', 'id 22345'],
  ['an earlier time in the later build', 'at 1830612909', 'at 1795939207'],
  ['words', 'some words here', 'some wards here'],
])('%s are of no known cause', async (_what, left, right) => {
  expect(await causeOf(left, right)).toEqual({ kind: 'unknown' });
});

test('the same bytes are an order, a table of places is no cause', async () => {
  expect((await causeOf('abcdef', 'defabc')).kind).toBe('order');
  const { differing, ...rest } = await difference(
    tinyProgram({ print: 'abcdef' }),
    tinyProgram({ print: 'defabc' }),
  );
  const derived = differing.map((one) => ({ ...one, derived: true }));
  expect(likelyCause({ ...rest, differing: derived }, circumstances)).toEqual({ kind: 'unknown' });
});

test('a text of the rebuild’s own is the cause, whatever else differs', async () => {
  const before = 'built 2026-11-29 in /workspace/app on statix';
  const path = 'built 2028-01-04 in /built-elsewhere/workspace/app on statix';
  expect(await causeOf(before, path)).toMatchObject({
    kind: 'path',
    text: { text: circumstances.workspace },
  });
  const host = 'built 2028-01-04 in /workspace/app on another-host';
  expect((await causeOf(before, host)).kind).toBe('host-name');
});

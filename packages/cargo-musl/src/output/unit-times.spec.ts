import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addedUp, packageTimes } from './unit-times.js';

/** Written by cargo 1.96 in the image; what comes before and after its data is left out. */
const page = (name: string): string =>
  readFileSync(join(__dirname, 'fixtures', `cargo-1.96-${name}.txt`), 'utf8');

test('the units of a package are added up, the slowest package first', () => {
  expect(packageTimes(page('timing'))).toEqual([
    // A build script, its run of 0.7 s, and a library.
    { name: 'word-list', version: '0.2.0', seconds: expect.closeTo(1.07, 5) },
    { name: 'macros', version: '1.0.0-rc.1+x', seconds: expect.any(Number) },
    { name: 'app', version: '0.1.0', seconds: expect.any(Number) },
  ]);
});

test('what was up to date took no time, and is not among them', () => {
  const names = packageTimes(page('timing-again'))?.map(({ name }) => name);
  expect(names).toEqual(['word-list', 'app']);
});

const unit = { name: 'a', version: '1.0.0', duration: 1.5, sections: null };
const pageOf = (units: string): string => `<script>\nconst UNIT_DATA = ${units};\nconst X = 1;\n`;

test.each([
  ['nothing', ''],
  ['another page', '<html></html>'],
  ['one that is cut off', page('timing').slice(0, 900)],
  ['no JSON', pageOf('[\n{"name": x}\n]')],
  [
    'a name with control characters',
    pageOf(`[\n${JSON.stringify({ ...unit, name: 'a\u001b[2J' })}\n]`),
  ],
  ['a name with a line break', pageOf(`[\n${JSON.stringify({ ...unit, name: 'a\nb' })}\n]`)],
  ['a version that is none', pageOf(`[\n${JSON.stringify({ ...unit, version: '1 <b>' })}\n]`)],
  ['a negative time', pageOf(`[\n${JSON.stringify({ ...unit, duration: -1 })}\n]`)],
  ['a time beyond all builds', pageOf(`[\n${JSON.stringify({ ...unit, duration: 1e9 })}\n]`)],
  ['a unit without a time', pageOf(`[\n${JSON.stringify({ name: 'a', version: '1.0.0' })}\n]`)],
  [
    'more units than a program has',
    pageOf(`[\n${Array(20_001).fill(JSON.stringify(unit)).join(',')}\n]`),
  ],
])('%s is no page of cargo’s', (_what, text) => {
  expect(packageTimes(text)).toBeUndefined();
});

test('the same package of two jobs is one', () => {
  const a = { name: 'a', version: '1.0.0', seconds: 1 };
  const b = { name: 'b', version: '1.0.0', seconds: 1.5 };
  const other = { ...a, version: '2.0.0' };
  expect(addedUp([a, b, other, a])).toEqual([{ ...a, seconds: 2 }, b, other]);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { remedyCases } from '../../packages/cargo-musl/src/testing/remedies/cases.js';
import { caseName } from '../../packages/cargo-musl/src/testing/remedies/remedy-case.js';

interface Result {
  readonly id: string;
  readonly gone: boolean;
}

const results = JSON.parse(readFileSync(join(__dirname, 'results.json'), 'utf8')) as Readonly<
  Record<string, Result>
>;

test('every case was tried in an image: its signature was there, and its remedy mended it', () => {
  const open = remedyCases.map(caseName).filter((name) => results[name]?.gone !== true);
  expect(open).toEqual([]);
});

test('at least 25 signatures are provoked', () => {
  const ids = new Set(remedyCases.map(({ id }) => id).filter((id) => !id.startsWith('STATIX_')));
  expect(ids.size).toBeGreaterThanOrEqual(25);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printedRemedies } from '../../packages/advice/src/testing/printed-remedies.js';
import { remedyCases } from '../../packages/cargo-musl/src/testing/remedies/cases.js';
import {
  remedyCoverage,
  type Elsewhere,
} from '../../packages/cargo-musl/src/testing/remedies/remedy-coverage.js';

const root = join(__dirname, '../..');
const elsewhere = JSON.parse(readFileSync(join(__dirname, 'elsewhere.json'), 'utf8')) as Elsewhere;

test('every printed remedy is followed by a test, or there is a reason why it is not', () => {
  const { open, idle } = remedyCoverage(printedRemedies(), remedyCases, elsewhere);
  expect([open, idle]).toEqual([[], []]);
});

test.each(elsewhere.tried.map(({ id, spec, test: words }) => [id, spec, words]))(
  '%s: %s has the test “%s”',
  (_id, spec, words) => {
    expect(readFileSync(join(root, spec), 'utf8')).toContain(words);
  },
);

test('fault: a remedy with neither, and an entry of no remedy, are told', () => {
  const printed = [
    { id: 'one', text: 'If CC is set, remove it from `environment`.' },
    { id: 'one', text: 'Do it otherwise.' },
    { id: 'two', text: 'Say so.' },
  ];
  const followed = { id: 'one', remedy: 'Remove CC', files: {} };
  const reasons = [
    { id: 'one', remedy: 'Do it', why: 'It takes another machine.' },
    { id: 'two', remedy: 'Do it', why: 'It takes another machine.' },
  ];
  expect(remedyCoverage(printed, [followed], { tried: [], reasons })).toEqual({
    tried: 1,
    reasons: ['one: Do it otherwise.\n    It takes another machine.'],
    open: ['two: Say so.'],
    idle: ['two: Do it'],
  });
});

import { documentKinds, fuzzDocuments } from '../testing/fuzz-documents.js';
import { judgeDocument } from '../testing/judge-document.js';

/** The first inputs of the series that tools/fuzz/documents.mjs goes through for long. */
const SERIES = 20_261_130;
const INPUTS = 3000;

test('attack: mutants of documents are valid or refused by code, and change nothing else', () => {
  const outcomes = fuzzDocuments(SERIES, { from: 0, to: INPUTS });
  for (const kind of documentKinds) {
    expect(outcomes.get(`${kind} valid`)).toBeGreaterThan(10);
    expect(outcomes.get(`${kind} refused`)).toBeGreaterThan(10);
  }
}, 300_000);

test('attack: a document that is no JSON to its end is refused, however deep it is', () => {
  expect(judgeDocument('contents', '['.repeat(1_000_000))).toBe('refused');
});

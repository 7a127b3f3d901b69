import { join } from 'node:path';
import { fuzzElf, readCorpus } from './testing/fuzz/fuzz-elf.js';

/** The first inputs of the series that tools/fuzz/run.mjs goes through for long. */
const SERIES = 20_261_130;
const INPUTS = 4000;

const corpus = readCorpus(join(__dirname, '../fixtures'));

test('attack: mutants of sound files are read as a second reader reads them, or refused by code', async () => {
  const outcomes = await fuzzElf(SERIES, { from: 0, to: INPUTS }, corpus);
  const share = (name: string) => (outcomes.get(name) ?? 0) / INPUTS;
  // A generator that only makes garbage would test nothing but the magic number.
  expect(share('STATIX_ELF_NOT_ELF')).toBeLessThan(0.05);
  expect(share('pass')).toBeGreaterThan(0.02);
  expect(share('fail')).toBeGreaterThan(0.2);
  expect(share('STATIX_ELF_TRUNCATED')).toBeGreaterThan(0.05);
  expect(share('STATIX_ELF_MALFORMED')).toBeGreaterThan(0.005);
}, 600_000);

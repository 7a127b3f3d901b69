import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { fuzzArchives } from '../testing/fuzz/fuzz-archives.js';
import { archiveKinds } from '../testing/fuzz/make-input.js';

/** The first inputs of the series that tools/fuzz/archives.mjs goes through for long. */
const SERIES = 20_261_130;
const INPUTS = 600;

const newFolder = temporaryFolders();

test('attack: mutants of archives are read or refused by code, and nothing is left or leads out', async () => {
  const outcomes = await fuzzArchives(SERIES, { from: 0, to: INPUTS }, newFolder());
  for (const kind of archiveKinds.filter((one) => one !== 'tar.zst')) {
    expect(outcomes.get(`${kind} programs`)).toBeGreaterThan(10);
    expect(outcomes.get(`${kind} STATIX_ARCHIVE_REFUSED`)).toBeGreaterThan(5);
    expect(outcomes.get(`${kind} STATIX_ARCHIVE_DAMAGED`)).toBeGreaterThan(5);
  }
}, 300_000);

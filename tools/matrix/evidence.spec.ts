import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execaSync } from 'execa';

const evidenceModule = pathToFileURL(join(__dirname, 'evidence.mjs')).href;

/** Calls a function of evidence.mjs in a Node of its own: Jest cannot load an ES module. */
function call(name: string, ...args: unknown[]): unknown {
  const script = `
    const evidence = await import(${JSON.stringify(evidenceModule)});
    const result = await evidence[${JSON.stringify(name)}](...JSON.parse(process.argv[1]));
    console.log(JSON.stringify(result ?? null));`;
  const given = ['--input-type=module', '--eval', script, JSON.stringify(args)];
  return JSON.parse(execaSync(process.execPath, given).stdout);
}

const recipe = 'f'.repeat(64);
const parts = { demo: 'd'.repeat(64) };
const proven = {
  commit: '0123456789ab',
  recipe,
  parts: parts.demo,
  crates: { 'openssl-sys': '0.9.118' },
  sha256: 'ab'.repeat(32),
  size: 4096,
  linkage: 'static-pie',
  verdict: 'pass',
  rustc: 'rustc 1.96.0',
  printed: { machine: 'openssl: 3.5.6\n', scratch: 'openssl: 3.5.6\n' },
};
const evidence = {
  programs: { demo: proven },
  combinations: {
    'Nx 23, Node 20': {
      commit: '0123456789ab',
      recipe,
      versions: 'Nx 23.2.1, Node 20.19.5',
      passed: 12,
      failed: 0,
    },
  },
};
const combinations = Object.keys(evidence.combinations);

test('whole evidence of the same recipe has no gap', () => {
  expect(call('gaps', evidence, parts, { recipe, combinations })).toEqual([]);
});

test('a proof holds for another recipe of which the program uses the same', () => {
  const other = 'e'.repeat(64);
  expect(call('gaps', evidence, parts, { recipe: other, combinations: [] })).toEqual([]);
  // What Nx, Node and engine have shown was shown with one image.
  expect(call('gaps', evidence, parts, { recipe: other, combinations })).toEqual([
    `Nx 23, Node 20: with recipe ${recipe}`,
  ]);
});

test('a proof with other parts of the recipe counts for nothing', () => {
  expect(call('gaps', evidence, { demo: 'c'.repeat(64) }, { recipe, combinations: [] })).toEqual([
    'demo: what it uses of the recipe is not what it was proven with',
  ]);
});

test('what is missing and what has failed is named', () => {
  const failed = {
    ...evidence,
    programs: { demo: { ...proven, failure: 'no such library' } },
    combinations: { 'Nx 23, Node 20': { recipe, commit: '', versions: '', passed: 11, failed: 1 } },
  };
  expect(
    call(
      'gaps',
      failed,
      { ...parts, other: parts.demo },
      { recipe, combinations: [...combinations, 'Nx 24, Node 24'] },
    ),
  ).toEqual([
    'demo: no such library',
    'nothing of other',
    'Nx 23, Node 20: 1 tests have failed',
    'nothing of Nx 24, Node 24',
  ]);
});

test('what is written is read again, and the table shows it', () => {
  const root = mkdtempSync(join(tmpdir(), 'statix-evidence-'));
  try {
    call('writeEvidence', root, evidence);
    expect(call('readEvidence', root)).toEqual(evidence);
    const table = readFileSync(join(root, 'docs/evidence/matrix.md'), 'utf8');
    expect(table).toMatch(
      /\| demo +\| openssl-sys 0\.9\.118 +\| 4096 .*abababababababab….*pass, static-pie.*machine, scratch.*`ffffffffffff`/,
    );
    expect(table).toMatch(/\| Nx 23, Node 20 +\| Nx 23.2.1, Node 20.19.5 +\| 12 +\| 0 /);
  } finally {
    rmSync(root, { recursive: true });
  }
});

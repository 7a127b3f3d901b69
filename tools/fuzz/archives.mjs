// Fuzzes the readers of archives: the programs of each are told, or it is refused by code.
//
//   node tools/fuzz/archives.mjs [--inputs 100000] [--series N] [--only INDEX --to FILE]
//
// Writes tools/fuzz/archives.json: how many inputs there were of each kind and outcome. `--only` writes one input
// to a file, for `statix-verify`. Build first: npm run build.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);
const { archiveOf, fuzzArchives } = require(
  join(root, 'packages/verify/dist/testing/fuzz/fuzz-archives.js'),
);
const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    series: { type: 'string', default: '20261130' },
    only: { type: 'string' },
    to: { type: 'string' },
  },
});
const BATCH = 1000;
const series = Number(values.series);

if (values.only === undefined) await fuzz(Number(values.inputs));
else {
  const { name, bytes, isSound } = archiveOf(series, Number(values.only));
  const to = values.to ?? name;
  writeFileSync(to, bytes);
  console.log(`${to}: ${bytes.length} bytes, ${isSound ? 'as it was made' : 'changed'}`);
}

async function fuzz(inputs) {
  const outcomes = {};
  for (let from = 0; from < inputs; from += BATCH) {
    const to = Math.min(inputs, from + BATCH);
    const folder = mkdtempSync(join(tmpdir(), 'statix-fuzz-'));
    try {
      for (const [name, count] of await fuzzArchives(series, { from, to }, folder))
        outcomes[name] = (outcomes[name] ?? 0) + count;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    if (to % 10_000 === 0) console.log(`${to} inputs`);
  }
  const sorted = Object.fromEntries(
    Object.entries(outcomes).sort(([one], [other]) => (one < other ? -1 : 1)),
  );
  const state = { series, inputs, node: process.versions.node, outcomes: sorted };
  writeFileSync(join(root, 'tools/fuzz/archives.json'), `${JSON.stringify(state, null, 2)}\n`);
  console.log(`${inputs} inputs, none of them a mistake`);
}

// Fuzzes the documents that steps write and read: each is valid or refused by code.
//
//   node tools/fuzz/documents.mjs [--inputs 200000] [--series N] [--only INDEX]
//
// Writes tools/fuzz/documents.json: how many inputs there were of each kind and outcome. `--only` prints one input.
// Build first: npm run build.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);
const { documentKinds, documentOf, fuzzDocuments, schemaOf } = require(
  join(root, 'packages/contract/dist/testing/fuzz-documents.js'),
);
const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '200000' },
    series: { type: 'string', default: '20261130' },
    only: { type: 'string' },
  },
});
const BATCH = 5000;
const series = Number(values.series);

if (values.only === undefined) fuzz(Number(values.inputs));
else {
  const schemas = new Map(documentKinds.map((kind) => [kind, schemaOf(kind)]));
  console.log(documentOf(series, Number(values.only), schemas));
}

function fuzz(inputs) {
  const outcomes = {};
  for (let from = 0; from < inputs; from += BATCH) {
    const to = Math.min(inputs, from + BATCH);
    for (const [name, count] of fuzzDocuments(series, { from, to }))
      outcomes[name] = (outcomes[name] ?? 0) + count;
    if (to % 50_000 === 0) console.log(`${to} inputs`);
  }
  const sorted = Object.fromEntries(
    Object.entries(outcomes).sort(([one], [other]) => (one < other ? -1 : 1)),
  );
  const state = { series, inputs, outcomes: sorted };
  writeFileSync(join(root, 'tools/fuzz/documents.json'), `${JSON.stringify(state, null, 2)}\n`);
  console.log(`${inputs} inputs, none of them a mistake`);
}

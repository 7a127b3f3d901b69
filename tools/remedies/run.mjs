// Provokes the signatures of logs in the image, follows a remedy of each to the letter, and builds again:
//   node tools/remedies/run.mjs [--again] [name …]
// What became of each goes to results.json, at once; what is there of the same image is not tried again.
// With LOGS=<folder> the logs of the first runs are kept there.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { writeJson } from '../doctor-precision/write-json.mjs';

const require = createRequire(import.meta.url);
const { remedyCases } = require('../../packages/cargo-musl/dist/testing/remedies/cases.js');
const { caseName } = require('../../packages/cargo-musl/dist/testing/remedies/remedy-case.js');
const { tryCase } = require('../../packages/cargo-musl/dist/testing/remedies/try-case.js');
const { identifyImage, readImageDefinition } = require('../../packages/toolchain');

process.env['NX_DAEMON'] = 'false';
const file = join(import.meta.dirname, 'results.json');
const root = join(import.meta.dirname, '../..');
const definition = await readImageDefinition(root, 'images/statix/statix-image.json');
const image = identifyImage(definition).reference;

const args = process.argv.slice(2);
const again = args.includes('--again');
const wanted = args.filter((arg) => arg !== '--again');

let failed = 0;
for (const one of remedyCases) {
  const name = caseName(one);
  if (wanted.length > 0 && !wanted.some((start) => name.startsWith(start))) continue;
  // Of the case as it is written.
  const source = JSON.stringify(one, (_key, value) =>
    typeof value === 'function' ? `${value}` : value,
  );
  const digest = createHash('sha256').update(`${image}\n${source}`).digest('hex').slice(0, 16);
  const before = readResults();
  if (!again && before[name]?.digest === digest && before[name].gone) continue;
  const result = await attempt(name, one);
  if (!result.gone) failed += 1;
  const known = { ...readResults(), [name]: { digest, image, ...result } };
  const ordered = remedyCases
    .map(caseName)
    .flatMap((key) => (known[key] === undefined ? [] : [[key, known[key]]]));
  await writeJson(file, Object.fromEntries(ordered));
  console.log(result.gone ? 'gone' : 'NOT GONE', name, result.error ?? '');
}
const results = Object.values(readResults());
const gone = results.filter((result) => result.gone);
console.log(
  `${gone.length} of ${results.length} cases; ${new Set(gone.map(({ id }) => id)).size} signatures`,
);
if (failed > 0) process.exitCode = 1;

/** `gone`: the signature was there, and with the remedy the run succeeds. */
async function attempt(name, one) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  try {
    const { before, after, ended, remedy, log, error } = await tryCase(one);
    keepLog(name, log);
    const seen = before.includes(one.id);
    return {
      id: one.id,
      before,
      after,
      remedy: remedy.snippet ?? remedy.text,
      seconds: seconds(),
      gone: seen && ended === 'succeeded',
      ...(seen ? {} : { error: `not seen: ${before.join(', ')}` }),
      ...(error === undefined ? {} : { error }),
    };
  } catch (error) {
    return {
      id: one.id,
      seconds: seconds(),
      gone: false,
      error: String(error.message).slice(0, 2000),
    };
  }
}

function keepLog(name, log) {
  const folder = process.env['LOGS'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name.replaceAll(/\W+/g, '-')}.log`), log);
}

function readResults() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

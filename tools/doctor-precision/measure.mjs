// Predicts each drawn crate with the doctor and then builds it in the Statix image, as a user's
// program that calls it: node tools/doctor-precision/measure.mjs [crate …]
// Crates are fetched with a network and compiled without one. Results go to results.json,
// and docs/evidence/doctor.md is made of them.
//
// With --again: after rules were changed for what the first run showed. What is predicted is asked
// anew of every crate; what became of building it is the first run's where image and release are the
// same. Goes to again.json and leaves results.json as it is: a rule made for a crate proves nothing
// on that crate, so the first counts stay what they were.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  bareMain,
  buildProbe,
  buildSeconds,
  callingMain,
  fetchProbe,
  lastError,
  openImage,
} from './build-probe.mjs';
import { offerOfImage, predict } from './predict.mjs';
import { lockedVersion, probeManifest } from './probe-manifest.mjs';
import { render } from './render.mjs';
import { writeJson } from './write-json.mjs';

const advice = createRequire(import.meta.url)('../../packages/advice');
const here = import.meta.dirname;
const again = process.argv.includes('--again');
const resultsPath = join(here, again ? 'again.json' : 'results.json');

const readJson = async (path) => JSON.parse(await readFile(path, 'utf8'));
const { drawn } = await readJson(join(here, 'sample.json'));
const probes = await readJson(join(here, 'probes.json'));
const first = again ? await readJson(join(here, 'results.json')) : {};
const changed = again ? await readJson(join(here, 'changed.json')) : {};
const opened = await openImage();

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
for (const crate of wanted.length > 0 ? wanted : drawn) {
  const before = await readJson(resultsPath).catch(() => ({}));
  if (wanted.length === 0 && before[crate] !== undefined) continue;
  const result = await measure(crate, probes[crate] ?? {}, changed[crate] ?? {});
  const results = { ...(await readJson(resultsPath).catch(() => ({}))), [crate]: result };
  await writeJson(resultsPath, sorted(results));
  console.log(
    crate,
    result.predicted ?? '-',
    result.actual,
    result.seconds ?? '',
    result.error ?? '',
  );
}
await render();

async function measure(crate, probe, { resolver }) {
  const manifest = probeManifest(
    `${crate} = { version = "*", features = ${JSON.stringify(probe.features ?? [])} }`,
    resolver,
  );
  const files = { 'Cargo.toml': manifest, 'src/main.rs': bareMain(crate) };
  const fetched = await fetchProbe(opened, crate, files);
  if (fetched.file === undefined) return { actual: 'not fetched', error: lastError(fetched.log) };
  const lock = fetched.file.toString('utf8');
  const prediction = predict(manifest, lock, offerOfImage(opened.contract));
  const facts = { image: opened.reference, version: lockedVersion(lock, crate), ...prediction };
  const known = first[crate];
  if (known?.image === facts.image && known?.version === facts.version) {
    return { ...known, ...prediction, built: 'in the first run' };
  }

  let called = probe.symbol !== undefined || probe.expression !== undefined;
  const build = () => {
    const main = called ? callingMain(probe) : bareMain(crate);
    return buildProbe(opened, crate, { ...files, 'src/main.rs': main, 'Cargo.lock': lock });
  };
  let built = await build();
  // A name that this release of the crate does not have says nothing about its library.
  if (
    called &&
    built.file === undefined &&
    /could not compile `probe`/.test(built.log) &&
    /error\[E0/.test(built.log)
  ) {
    called = false;
    built = await build();
  }
  const measured = { ...facts, called, seconds: built.seconds };
  if (built.file !== undefined) return { ...measured, actual: 'builds' };
  if (built.timedOut)
    return { ...measured, actual: 'undecided', error: `not done after ${buildSeconds} s` };
  return {
    ...measured,
    actual: 'fails',
    error: lastError(built.log),
    diagnoses: advice.diagnoseLog(built.log).map(({ id }) => id),
  };
}

function sorted(record) {
  return Object.fromEntries(
    Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}

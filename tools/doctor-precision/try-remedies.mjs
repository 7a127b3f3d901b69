// Builds what findings of the doctor advise, and what they advise against, in the image:
//   node tools/doctor-precision/try-remedies.mjs [name …]
// remedies.json says what is tried; what became of it goes to tried.json.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  bareMain,
  buildProbe,
  callingMain,
  fetchProbe,
  lastError,
  openImage,
} from './build-probe.mjs';
import { offerOfImage, predict } from './predict.mjs';
import { lockedVersion, probeManifest } from './probe-manifest.mjs';
import { render } from './render.mjs';
import { writeJson } from './write-json.mjs';

const here = import.meta.dirname;
const readJson = async (name) => JSON.parse(await readFile(join(here, name), 'utf8'));
const remedies = await readJson('remedies.json');
const probes = await readJson('probes.json');
const opened = await openImage();

const wanted = process.argv.slice(2);
for (const name of wanted.length > 0 ? wanted : Object.keys(remedies)) {
  const before = await readJson('tried.json').catch(() => ({}));
  if (wanted.length === 0 && before[name] !== undefined) continue;
  const tried = { ...before, [name]: await tryRemedy(name, remedies[name]) };
  // In the order in which they are asked for.
  const ordered = Object.keys(remedies).flatMap((key) =>
    tried[key] === undefined ? [] : [[key, tried[key]]],
  );
  await writeJson(join(here, 'tried.json'), Object.fromEntries(ordered));
  console.log(name, tried[name].predicted, tried[name].actual, tried[name].error ?? '');
}
await render();

async function tryRemedy(name, remedy) {
  const { crate, environment } = remedy;
  const manifest = probeManifest(remedy.dependencies, remedy.resolver);
  const log = name.replaceAll(/[^a-z0-9.]+/gi, '-');
  const called = { ...probes[crate], ...remedy };
  const main =
    called.symbol === undefined && called.expression === undefined
      ? bareMain(crate)
      : callingMain(called);
  const files = { ...remedy.files, 'Cargo.toml': manifest, 'src/main.rs': main };
  const fetched = await fetchProbe(opened, log, files);
  if (fetched.file === undefined) return { actual: 'not fetched', error: lastError(fetched.log) };
  const lock = fetched.file.toString('utf8');
  const built = await buildProbe(opened, log, { ...files, 'Cargo.lock': lock }, environment);
  return {
    image: opened.reference,
    crate,
    version: lockedVersion(lock, crate),
    ...predict(manifest, lock, offerOfImage(opened.contract)),
    seconds: built.seconds,
    ...(built.file === undefined
      ? { actual: built.timedOut ? 'undecided' : 'fails', error: lastError(built.log) }
      : { actual: 'builds' }),
  };
}

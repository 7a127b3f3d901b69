// Predicts each drawn crate with the doctor and then builds it in the Statix image, as a user's
// program that calls it: node tools/doctor-precision/measure.mjs [crate …]
// Crates are fetched with a network and compiled without one. Results go to results.json,
// and docs/evidence/doctor.md is made of them.
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { predict } from './predict.mjs';
import { render } from './render.mjs';

const require = createRequire(import.meta.url);
const engineApi = require('../../packages/engine');
const cargo = require('../../packages/cargo');
const { networkAccess } = require('../../packages/cargo-musl/dist/container/network.js');
const { cargoEnvironment } = require('../../packages/cargo-musl/dist/cargo/environment.js');

const triple = 'x86_64-unknown-linux-musl';
// Of wall time, on a machine that does other work too.
const buildSeconds = 900;
const fetchSeconds = 180;
const here = import.meta.dirname;
const workspaceRoot = join(here, '../..');
const resultsPath = join(here, 'results.json');
const logs = join(workspaceRoot, 'tmp', 'doctor-precision');
mkdirSync(logs, { recursive: true });

const readJson = async (path) => JSON.parse(await readFile(path, 'utf8'));
const { drawn } = await readJson(join(here, 'sample.json'));
const probes = await readJson(join(here, 'probes.json'));

const engine = await engineApi.connectEngine();
const definition = await engineApi.readImageDefinition(
  workspaceRoot,
  'images/statix/statix-image.json',
);
const identity = await engineApi.identifyImage(definition);
// Another image that is on the engine can be named, to measure it.
const reference = process.env['IMAGE'] ?? identity.reference;
const image = await engine.findImage(reference);
if (image === undefined) throw new Error(`make the image first: ${reference}`);
const contract = await engineApi.readImageContract(engine, image.id);
// Two of these can run beside each other, each with crates of its own to build.
const lane = process.env['LANE'] ?? '1';
const volumes = {
  cargo: `statix-doctor-precision-cargo-${lane}`,
  target: `statix-doctor-precision-target-${lane}`,
};
for (const name of Object.values(volumes)) await engine.ensureVolume(name, {});

const wanted = process.argv.slice(2);
for (const crate of wanted.length > 0 ? wanted : drawn) {
  const before = await readJson(resultsPath).catch(() => ({}));
  if (wanted.length === 0 && before[crate] !== undefined) continue;
  const result = await measure(crate, probes[crate] ?? {});
  const results = { ...(await readJson(resultsPath).catch(() => ({}))), [crate]: result };
  await writeFile(resultsPath, `${JSON.stringify(sorted(results), undefined, 2)}\n`);
  console.log(
    crate,
    result.predicted ?? '-',
    result.actual,
    result.seconds ?? '',
    result.error ?? '',
  );
}
await render();

async function measure(crate, probe) {
  const manifest = [
    '[package]\nname = "probe"\nversion = "0.0.0"\nedition = "2021"\n',
    `[dependencies]\n${crate} = { version = "*", features = ${JSON.stringify(probe.features ?? [])} }\n`,
  ].join('\n');
  const fetched = await run(crate, 'fetch', manifest, bareMain(crate), undefined);
  if (fetched.file === undefined) return { actual: 'not fetched', error: lastError(fetched.log) };
  const lock = fetched.file.toString('utf8');
  const prediction = predict(manifest, lock, cargo.offerOfContract(contract));
  const version = new RegExp(`name = "${crate}"\\nversion = "([^"]+)"`).exec(lock)?.[1];

  let called = probe.symbol !== undefined || probe.expression !== undefined;
  let built = await run(
    crate,
    'build',
    manifest,
    called ? callingMain(probe) : bareMain(crate),
    lock,
  );
  // A name that this release of the crate does not have says nothing about its library.
  if (
    called &&
    built.file === undefined &&
    /could not compile `probe`/.test(built.log) &&
    /error\[E0/.test(built.log)
  ) {
    called = false;
    built = await run(crate, 'build', manifest, bareMain(crate), lock);
  }
  const facts = { image: reference, version, ...prediction, called, seconds: built.seconds };
  if (built.file !== undefined) return { ...facts, actual: 'builds' };
  if (built.timedOut)
    return { ...facts, actual: 'undecided', error: `not done after ${buildSeconds} s` };
  return {
    ...facts,
    actual: 'fails',
    error: lastError(built.log),
    diagnoses: cargo.diagnoseLog(built.log).map(({ id }) => id),
  };
}

async function run(crate, purpose, manifest, main, lock) {
  const { paths } = contract;
  const fetching = purpose === 'fetch';
  const network = networkAccess(process.env, `${paths.home}/site-ca.pem`);
  let log = '';
  const keep = (chunk) => {
    log += chunk.toString('utf8');
  };
  const started = Date.now();
  const command = fetching
    ? ['cargo', 'fetch', '--target', triple, '--target', contract.hostTriple]
    : [
        'nice',
        '-n',
        '5',
        'cargo',
        'build',
        '--frozen',
        // Whether it links does not depend on how well it is optimised.
        '--config',
        'profile.dev.debug=0',
        '--target',
        triple,
        '--target-dir',
        paths.target,
      ];
  const wantedFile = fetching
    ? `${paths.workspace}/Cargo.lock`
    : `${paths.target}/${triple}/debug/probe`;
  const { result, value } = await engine.runContainer(
    {
      image: image.id,
      command,
      environment: {
        ...cargoEnvironment(contract, { colour: false }),
        ...(fetching ? network.environment : {}),
      },
      workingDirectory: paths.workspace,
      purpose,
      network: fetching ? 'bridge' : 'none',
      volumes: [
        { volume: volumes.cargo, target: paths.cargoHome, readOnly: !fetching },
        { volume: volumes.target, target: paths.target },
      ],
      limits: { pids: 4096 },
    },
    {
      stdout: keep,
      stderr: keep,
      timeoutMilliseconds: (fetching ? fetchSeconds : buildSeconds) * 1000,
    },
    {
      before: async (container) => {
        const entries = {
          'Cargo.toml': manifest,
          'src/main.rs': main,
          ...(lock ? { 'Cargo.lock': lock } : {}),
        };
        await container.putArchive(paths.workspace, archive(entries));
        if (fetching && network.caBundle !== undefined) {
          await container.putArchive(paths.home, archive({ 'site-ca.pem': network.caBundle }));
        }
      },
      after: async (container, ended) =>
        ended.exitCode === 0 ? buffer((await container.getFile(wantedFile)).content) : undefined,
    },
  );
  await writeFile(join(logs, `${crate}.${purpose}.log`), log);
  return {
    file: value,
    log,
    timedOut: result.timedOut,
    seconds: Math.round((Date.now() - started) / 1000),
  };
}

function archive(entries) {
  return engineApi.packArchive(
    Object.entries(entries).map(([path, content]) => ({
      path,
      mode: 0o644,
      content: Buffer.from(content),
    })),
  );
}

/** Refers to what is called through a black box, or the linker never looks for it. */
function callingMain({ symbol, expression }) {
  return symbol === undefined
    ? `fn main() {\n    println!("{:?}", ${expression});\n}\n`
    : `fn main() {\n    println!("{:?}", std::hint::black_box(${symbol} as *const ()));\n}\n`;
}

function bareMain(crate) {
  return `use ${crate.replaceAll('-', '_')} as _;\n\nfn main() {}\n`;
}

function lastError(log) {
  const lines = log
    .split('\n')
    .filter((line) => /error|undefined|fatal|not found|panicked/i.test(line));
  return (lines.at(-1) ?? '').trim().slice(0, 200);
}

function sorted(record) {
  return Object.fromEntries(
    Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}

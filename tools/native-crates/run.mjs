// Tries native crates of Cargo's registry against the image:
//   node tools/native-crates/run.mjs                  all probes
//   node tools/native-crates/run.mjs rocksdb curl     only these
//   options: --image REFERENCE (the image of images/statix when absent), --timeout SECONDS,
//   --lane NAME (a second run at the same time needs a target folder of its own),
//   --table (only writes the table)
// Results go to results.json, one entry per probe, and docs/native-crates.md is written from them.
// The logs are kept under dist/native-crates. Ends with code 1 when a probe is not as it says.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isAsExpected, renderTable } from './render-table.mjs';
import { readProbes } from './read-probe.mjs';
import { tryProbe } from './try-probe.mjs';

const require = createRequire(import.meta.url);
const { connectEngine } = require('../../packages/engine');
const toolchain = require('../../packages/toolchain');
const root = fileURLToPath(new URL('../..', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));
const resultsPath = join(here, 'results.json');
const logs = join(root, 'dist/native-crates');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    image: { type: 'string' },
    lane: { type: 'string', default: 'a' },
    timeout: { type: 'string', default: '2400' },
    table: { type: 'boolean', default: false },
  },
});

async function findImage(engine) {
  if (values.image !== undefined) {
    const found = await engine.findImage(values.image);
    if (found === undefined) throw new Error(`There is no image ${values.image}`);
    return { imageId: found.id, recipe: values.image };
  }
  const definition = await toolchain.readImageDefinition(root, 'images/statix/statix-image.json');
  const identity = toolchain.identifyImage(definition);
  const { imageId } = await toolchain.ensureImage(engine, {
    workspaceRoot: root,
    identity,
    report: (line) => console.log(line),
  });
  return { imageId, recipe: identity.identity };
}

async function tryAll(probes) {
  const engine = await connectEngine({});
  const { imageId, recipe } = await findImage(engine);
  const contract = await toolchain.readImageContract(engine, imageId);
  const volumes = {
    cargoHome: 'statix-native-crates-cargo',
    // A target folder holds what one image made.
    target: `statix-native-crates-${imageId.replace(/^sha256:/, '').slice(0, 12)}-${values.lane}`,
  };
  for (const name of Object.values(volumes)) await engine.ensureVolume(name, {});
  await mkdir(logs, { recursive: true });
  let unexpected = 0;
  for (const probe of probes) {
    const result = await tryProbe(engine, probe, {
      image: imageId,
      contract,
      volumes,
      timeoutSeconds: Number(values.timeout),
      onLog: (step, log) => writeFile(join(logs, `${probe.name}.${step}.log`), log),
    });
    // Read again: another lane may have written meanwhile.
    const results = { ...(await readResults()), [probe.name]: { ...result, image: recipe } };
    await writeFile(resultsPath, `${JSON.stringify(sorted(results), null, 2)}\n`);
    const expected = isAsExpected(probe, result);
    if (!expected) unexpected += 1;
    const words = [
      expected ? 'as expected' : 'UNEXPECTED',
      probe.name,
      Object.values(result.versions ?? {}).join(' '),
      result.status,
      `${result.seconds ?? 0} s`,
      result.printed ?? '',
      ...(result.diagnoses ?? []),
      result.error ?? '',
    ];
    console.log(words.join('  ').replaceAll('\n', ' | '));
  }
  return unexpected;
}

async function readResults() {
  return JSON.parse(await readFile(resultsPath, 'utf8').catch(() => '{}'));
}

const sorted = (record) =>
  Object.fromEntries(Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1)));

const probes = await readProbes(join(here, 'probes'), positionals);
if (!values.table && (await tryAll(probes)) > 0) process.exitCode = 1;
await writeFile(
  join(root, 'docs/native-crates.md'),
  await renderTable(await readProbes(join(here, 'probes'), []), await readResults()),
);

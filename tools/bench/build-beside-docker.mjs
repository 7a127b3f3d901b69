// What `nx run app:build-static` takes beside the same cargo by hand: `docker run` with the same image,
// arguments and environment over volumes of its own, plus a no-op Nx task with the same dependencies: one
// of an executor, for which Nx starts a process as for every other. That of `nx:noop`, for which it starts
// none, is measured too.
//
//   node tools/bench/build-beside-docker.mjs [--cold 3] [--warm 9]
//
// Needs a container engine and the image. Writes docs/benchmarks/build-beside-docker.md. The two take
// turns, so that what else the machine does meets both alike. Crates are there before: no network.
import { appendFileSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { execaSync } from 'execa';
import { benchWorkspace, median, nx, root } from './bench-workspace.mjs';
import { load, machine, table, writeReport } from './write-report.mjs';

const require = createRequire(import.meta.url);
const { newManifest } = require(join(root, 'packages/nx/dist/generators/new/manifest.js'));
const { ownLockfile } = require(join(root, 'packages/nx/dist/generators/new/own-lockfile.js'));
const { cargoEnvironment, reproducibleEnvironment } = require(
  join(root, 'packages/cargo-musl/dist/cargo/environment.js'),
);
const templates = join(root, 'packages/nx/src/generators/new/locks');
const folder = join(root, 'tmp/bench/build-beside-docker');
const options = { cold: { type: 'string', default: '3' }, warm: { type: 'string', default: '9' } };
const { values } = parseArgs({ options });
const env = { NX_DAEMON: 'false' };
const limits = { cold: { ratio: 1.03 }, edit: { seconds: 0.4 }, nothing: { seconds: 0.4 } };

const path = prepare();
const manual = { cargo: 'statix-bench-cargo', target: 'statix-bench-target' };
let edits = 0;
let image;
const before = load();
try {
  // Fetches the crates and finds the image, for both.
  build();
  image = nx(path, ['run', 'statix-image:identify'], env).output.match(/statix\.local\/\S+/)[0];
  const contract = JSON.parse(docker(['run', '--rm', image, 'cat', '/opt/statix/contract.json']));
  const command = commandByHand(contract);
  const states = [
    measure('cold', Number(values.cold), removeCompiled, command),
    measure('edit', Number(values.warm), edit, command),
    measure('nothing', Number(values.warm), () => undefined, command),
  ];
  await report(states, before);
  if (states.some((state) => !state.within)) process.exitCode = 1;
} finally {
  docker(['volume', 'rm', '--force', ...Object.values(manual)]);
}

function prepare() {
  rmSync(folder, { recursive: true, force: true });
  const sources = join(folder, 'sources');
  const write = (file, text) => {
    mkdirSync(dirname(join(sources, file)), { recursive: true });
    writeFileSync(join(sources, file), text);
  };
  // A real program with SQLite in it: C and Rust of registries, and Rust of its own.
  write('app/Cargo.toml', newManifest('app', 'sqlite', true));
  write('app/Cargo.lock', ownLockfile('app', 'sqlite'));
  cpSync(join(templates, '../files/sqlite/src'), join(sources, 'app/src'), { recursive: true });
  const noop = (executor) => ({
    ...{ executor, cache: false },
    dependsOn: ['static-inputs', { projects: ['statix-image'], target: 'identify' }],
  });
  const targets = { nothing: noop('./noop:noop'), 'no-process': noop('nx:noop') };
  write('app/project.json', JSON.stringify({ name: 'app', targets }));
  write('noop/package.json', '{ "name": "noop", "executors": "./executors.json" }');
  write(
    'noop/executors.json',
    '{ "executors": { "noop": { "implementation": "./noop.js", "schema": "./schema.json" } } }',
  );
  write('noop/schema.json', '{ "type": "object", "properties": {} }');
  write('noop/noop.js', 'module.exports = async () => ({ success: true });\n');
  cpSync(join(root, 'images/statix'), join(sources, 'images/statix'), { recursive: true });
  return benchWorkspace(join(folder, 'workspace'), sources, ['@statix/nx']);
}

/** The planned command, in the planned environment, over volumes of its own; crates come from the other's. */
function commandByHand(contract) {
  const { cargoHome, target, workspace } = contract.paths;
  const user = `${process.getuid()}:${process.getgid()}`;
  for (const [name, place] of [
    [manual.cargo, cargoHome],
    [manual.target, target],
  ]) {
    docker(['volume', 'create', name]);
    docker(['run', '--rm', '--user', '0', '-v', `${name}:${place}`, image, 'chown', user, place]);
  }
  const [fetched] = volumes().filter((name) => name.includes('crates'));
  const copied = ['-v', `${fetched}:/from:ro`, '-v', `${manual.cargo}:${cargoHome}`];
  docker(['run', '--rm', '--user', user, ...copied, image, 'cp', '-a', '/from/.', cargoHome]);
  const steps = JSON.parse(
    nx(
      path,
      ['run', 'app:plan-static', '--json', '--outputStyle=stream-without-prefixes'],
      env,
    ).output.match(/^\[[\s\S]*^\]$|^\[.*\]$/m)[0],
  );
  const { build: argv } = steps.find(({ target: name }) => name === 'build-static').facts;
  const environment = {
    ...reproducibleEnvironment,
    ...cargoEnvironment(contract, { colour: false }),
  };
  return [
    ...['run', '--rm', '--init', '--network', 'none', '--user', user],
    ...['--workdir', `${workspace}/app`],
    ...Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...['-v', `${manual.cargo}:${cargoHome}:ro`, '-v', `${manual.target}:${target}`],
    ...['-v', `${join(path, 'app')}:${workspace}/app`, image, ...argv],
  ];
}

function measure(state, runs, change, command) {
  const pairs = [];
  for (let round = 0; round < runs; round += 1) {
    change('statix');
    const statix = build();
    change('by hand');
    const started = process.hrtime.bigint();
    docker(command);
    const cargo = Number(process.hrtime.bigint() - started) / 1e9;
    // With the same flag: without it Nx would take what both depend on from its cache, for one of the two.
    const { seconds: nothing } = nx(path, ['run', 'app:nothing', '--skipNxCache'], env);
    const { seconds: noProcess } = nx(path, ['run', 'app:no-process', '--skipNxCache'], env);
    pairs.push({ statix, cargo, nothing, noProcess, byHand: cargo + nothing });
    console.log(state, pairs.at(-1));
  }
  const ratio = median(pairs.map(({ statix, byHand }) => statix / byHand));
  const more = median(pairs.map(({ statix, byHand }) => statix - byHand));
  const limit = limits[state];
  const within = limit.ratio === undefined ? more <= limit.seconds : ratio <= limit.ratio;
  const medians = ['statix', 'cargo', 'nothing', 'noProcess'].map((name) =>
    median(pairs.map((pair) => pair[name])),
  );
  return { state, runs, ratio, more, within, medians };
}

/** Not from Nx's cache: what is measured is the build. */
function build() {
  const { seconds } = nx(path, ['run', 'app:build-static', '--skipNxCache'], env);
  if (!existsSync(join(path, 'dist/static/app/x86_64-unknown-linux-musl/release/app')))
    throw new Error('nothing was built');
  return seconds;
}

/** A line at the end of a function that runs, so that code is made again. */
function edit() {
  edits += 1;
  appendFileSync(join(path, 'app/src/main.rs'), `\n#[allow(dead_code)]\nfn edit_${edits}() {}\n`);
}

/** Everything that one side has compiled; the crates stay. */
function removeCompiled(side) {
  if (side === 'statix') {
    for (const name of volumes()) if (!name.includes('crates')) docker(['volume', 'rm', name]);
    return;
  }
  const mount = ['-v', `${manual.target}:/compiled`, image, 'find', '/compiled'];
  docker(['run', '--rm', '--user', '0', ...mount, '-mindepth', '1', '-delete']);
}

function volumes() {
  const label = `label=dev.statix.workspace=${path}`;
  return docker(['volume', 'ls', '--quiet', '--filter', label]).split('\n').filter(Boolean);
}

function docker(args) {
  return execaSync('docker', args, { stripFinalNewline: false }).stdout;
}

async function report(states, loadBefore) {
  const seconds = (value) => value.toFixed(2);
  await writeReport('build-beside-docker.md', [
    '# A build beside cargo by hand',
    `Measured by \`node tools/bench/build-beside-docker.mjs\`: \`nx run app:build-static\` from start to end of the process, not from Nx’s cache, beside \`docker run --init\` of the same image with the same command, environment and kind of volumes, and a no-op task of Nx with the same dependencies, of an executor that returns at once; both without Nx’s cache. For a task of \`nx:noop\` Nx starts no process, which is the next column; it is not what is compared. A program with SQLite compiled in; the crates are fetched before. ${machine(require('nx/package.json').version)}, without Nx’s daemon; load ${loadBefore} before and ${load()} after. The two take turns; medians, and medians of the pairs’ ratios and differences.`,
    table(
      [
        'state',
        'pairs',
        'build-static s',
        'docker run s',
        'no-op s',
        'nx:noop s',
        'ratio',
        'difference s',
        'wanted',
        'held',
      ],
      states.map(({ state, runs, ratio, more, within, medians }) => [
        { cold: 'nothing compiled', edit: 'one line edited', nothing: 'nothing to do' }[state],
        String(runs),
        ...medians.map(seconds),
        ratio.toFixed(3),
        seconds(more),
        limits[state].ratio === undefined
          ? `≤ +${limits[state].seconds} s`
          : `≤ ${limits[state].ratio} ×`,
        within ? 'yes' : 'no',
      ]),
    ),
  ]);
}

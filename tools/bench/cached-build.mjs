// What `nx run <project>:build-static` takes when it is read from the cache, with the whole chain that
// the plugin infers before it, against a cached target of the same project that does nothing.
//
//   node tools/bench/cached-build.mjs [--runs 20]
//
// Builds one program once, for which it needs a container engine and the image. Writes
// docs/benchmarks/cached-build.md. The two targets take turns, so that what else the machine does
// meets both alike.
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchWorkspace, median, nx, root } from './bench-workspace.mjs';
import { load, machine, table, writeReport } from './write-report.mjs';

const require = createRequire(import.meta.url);
const folder = join(root, 'tmp/bench/cached-build');
const { values } = parseArgs({ options: { runs: { type: 'string', default: '20' } } });
const runs = Number(values.runs);
const limit = 1.15;

const path = prepare();
const states = [];
for (const daemon of [false, true]) {
  const env = daemon ? { NX_DAEMON: 'true', CI: '' } : { NX_DAEMON: 'false' };
  run('app:build-static', env);
  run('app:nothing', env);
  states.push(measure('there', env, daemon, () => undefined));
  states.push(
    measure('deleted', env, daemon, () =>
      rmSync(join(path, 'dist'), { recursive: true, force: true }),
    ),
  );
  if (daemon) nx(path, ['daemon', '--stop'], env);
}
await report();
if (states.some(({ ratio }) => ratio > limit)) process.exitCode = 1;

function prepare() {
  rmSync(folder, { recursive: true, force: true });
  const sources = join(folder, 'sources');
  const write = (file, text) => {
    mkdirSync(join(sources, file, '..'), { recursive: true });
    writeFileSync(join(sources, file), text);
  };
  const manifest = '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n';
  write('app/Cargo.toml', manifest);
  write('app/Cargo.lock', 'version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\n');
  write('app/src/main.rs', 'fn main() {\n    println!("hello");\n}\n');
  const nothing = { executor: 'nx:noop', cache: true, inputs: ['default'], outputs: [] };
  write('app/project.json', JSON.stringify({ name: 'app', targets: { nothing } }));
  // Where the plugin finds a recipe, its lock and its definition, as `init` writes them.
  cpSync(join(root, 'images/statix'), join(sources, 'images/statix'), { recursive: true });
  return benchWorkspace(join(folder, 'workspace'), sources, ['@statix/nx']);
}

function run(task, env) {
  return nx(path, ['run', task], env);
}

function measure(outputs, env, daemon, prepareRun) {
  const before = load();
  const seconds = { build: [], nothing: [] };
  for (let round = 0; round < runs; round += 1) {
    prepareRun();
    const build = run('app:build-static', env);
    requireHit(build.output);
    seconds.build.push(build.seconds);
    seconds.nothing.push(run('app:nothing', env).seconds);
  }
  const ratio = median(seconds.build) / median(seconds.nothing);
  const pairs = median(seconds.build.map((value, round) => value / seconds.nothing[round]));
  const state = { outputs, daemon, before, after: load(), ratio, pairs };
  const row = { ...state, build: median(seconds.build), nothing: median(seconds.nothing) };
  console.log(row);
  return row;
}

/** Anything but a full hit would measure something else. */
function requireHit(output) {
  const binary = 'dist/static/app/x86_64-unknown-linux-musl/release/app';
  if (!/local cache|existing outputs match/.test(output) || !existsSync(join(path, binary)))
    throw new Error(`not read from the cache:\n${output}`);
}

async function report() {
  await writeReport('cached-build.md', [
    '# A build that is read from the cache',
    `Measured by \`node tools/bench/cached-build.mjs\`: \`nx run app:build-static\` from start to end of the process, with all that the plugin infers before it (the inputs' task, the image's identity), against \`nx run app:nothing\`, a cached \`nx:noop\` target of the same project. ${machine(require('nx/package.json').version)}. Median of ${runs} runs each, in turn. The load is the 1 minute average of the machine before and after.`,
    table(
      [
        'daemon',
        'outputs',
        'build-static s',
        'no-op s',
        'ratio of medians',
        'median of ratios',
        'load',
      ],
      states.map((state) => [
        state.daemon ? 'on' : 'off',
        state.outputs,
        state.build.toFixed(3),
        state.nothing.toFixed(3),
        state.ratio.toFixed(2),
        state.pairs.toFixed(2),
        `${state.before}–${state.after}`,
      ]),
    ),
    `Wanted: a ratio of at most ${limit}.`,
  ]);
}

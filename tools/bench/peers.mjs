// What others make of the same programs, by the same rustc in one container image: Debian's musl-gcc,
// cargo-zigbuild, plain `docker run` of the image, and Statix. Which of the validation programs each builds, what
// linkage the result has, whether it does its work from an empty root, and how long a build takes.
//
//   node tools/bench/peers.mjs times             how long builds take: a quarter of an hour, on an idle machine
//   node tools/bench/peers.mjs builds            which programs each builds: more than an hour; goes on where it stopped
//   node tools/bench/peers.mjs builds redis      some of them, again
//
// Each writes its half of docs/benchmarks/peers.json, and the page peers.md out of both. Needs a container engine, the
// image, and a network: crates, Debian's musl-tools, ziglang and cargo-zigbuild of PyPI. ROUNDS: runs of each timed
// state, 3 when absent.
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { validationPrograms } from '../matrix/programs.mjs';
import { benchWorkspace, median, nx, root } from './bench-workspace.mjs';
import { load, machine, table, writeReport } from './write-report.mjs';

const require = createRequire(import.meta.url);
const { openElf, classifyLinkage } = require(join(root, 'packages/elf/dist/index.js'));

const TRIPLE = 'x86_64-unknown-linux-musl';
const rounds = Number(process.env.ROUNDS ?? 3);
const folder = join(root, 'tmp/bench/peers');
const [part, ...wanted] = process.argv.slice(2);
if (part !== 'times' && part !== 'builds') throw new Error('one of: times, builds');
const kept = join(root, 'docs/benchmarks/peers.json');
const programs = validationPrograms(root);
/** Each tool builds these, so that times can be compared: C by the cc crate; reqwest, rustls and ring. */
const timed = ['hello-static', 'reqwest-rustls'];
const env = { NX_DAEMON: 'false' };
let edits = 0;
const before = load();
const path = workspace();
const image = nx(path, ['run', 'statix-image:identify'], env).output.match(/statix\.local\/\S+/)[0];
const peers = 'statix-bench-peers:latest';
const volume = 'statix-bench-peers';
const site = siteOptions();

/**
 * A way to build: the variables and the command, without its options, of a container of the image.
 * @typedef {{ name: string, image: string, environment: Record<string, string>, command: string[] }} Peer
 */
const plain = {
  HOME: '/peer/home',
  CARGO_HOME: '/peer/cargo',
  RUSTC: '/opt/statix/bin/rustc',
  PATH: '/opt/peers/bin:/usr/local/bin:/usr/bin:/bin',
};
/** @type {readonly Peer[]} */
const others = [
  {
    name: 'musl-gcc',
    image: peers,
    environment: {
      ...plain,
      CC_x86_64_unknown_linux_musl: 'musl-gcc',
      CARGO_TARGET_X86_64_UNKNOWN_LINUX_MUSL_LINKER: 'musl-gcc',
    },
    command: ['cargo', 'build'],
  },
  {
    name: 'cargo-zigbuild',
    image: peers,
    environment: { ...plain, PATH: `/opt/peers/zig:${plain.PATH}` },
    command: ['cargo-zigbuild', 'zigbuild'],
  },
  {
    name: 'docker run',
    image,
    // What the image itself sets, but for its home.
    environment: { HOME: '/peer/home', CARGO_HOME: '/peer/cargo' },
    command: ['cargo', 'build'],
  },
];

try {
  await prepare();
  const results = known();
  const versions = versionsOfPeers();
  if (part === 'times') {
    const rows = timed.flatMap((name) => measure(programs.find((one) => one.name === name)));
    results.times = { versions, measured: measured(), rows };
  } else {
    // What was built with other versions, or another image, says nothing beside what is built now.
    if (JSON.stringify(results.builds?.versions) !== JSON.stringify(versions))
      delete results.builds;
    results.builds ??= { versions, rows: {} };
    for (const program of programs) {
      const isDone = program.name in results.builds.rows;
      if (wanted.length === 0 ? isDone : !wanted.includes(program.name)) continue;
      const row = {};
      for (const peer of others)
        row[peer.name] = await outcome(program, () => byHand(peer, program));
      row.Statix = await outcome(program, () => byStatix(program));
      console.log(program.name, row);
      results.builds.rows[program.name] = row;
      keep(results);
    }
  }
  keep(results);
  await report(results);
} finally {
  docker(['volume', 'rm', '--force', volume]);
  for (const name of ownVolumes()) docker(['volume', 'rm', name]);
}

function workspace() {
  rmSync(folder, { recursive: true, force: true });
  const sources = join(folder, 'sources');
  mkdirSync(sources, { recursive: true });
  cpSync(join(root, 'e2e/validation'), join(sources, 'validation'), { recursive: true });
  cpSync(join(root, 'images/statix'), join(sources, 'images/statix'), { recursive: true });
  return benchWorkspace(join(folder, 'workspace'), sources, ['@statix/nx']);
}

/** What a container needs to reach registries from this site. */
function siteOptions() {
  const bundle = process.env.SSL_CERT_FILE;
  const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'PIP_INDEX_URL'];
  const options = ['--network', 'host', ...proxies.flatMap((name) => ['--env', name])];
  if (bundle === undefined || !existsSync(bundle)) return options;
  const readers = ['SSL_CERT_FILE', 'CARGO_HTTP_CAINFO', 'PIP_CERT'];
  return [
    ...options,
    ...['--volume', `${bundle}:/site-ca.pem:ro`],
    ...readers.flatMap((name) => ['--env', `${name}=/site-ca.pem`]),
  ];
}

/** Tools of the peers, in an image of their own; all crates, in a volume that the ways by hand share. */
async function prepare() {
  const name = 'statix-bench-peers-preparing';
  docker(['rm', '--force', name]);
  const scripts = ['--volume', `${join(root, 'tools/bench/peers')}:/bench:ro`];
  docker([
    ...['run', '--name', name, '--user', '0', ...site, ...scripts],
    ...[image, 'sh', '/bench/prepare.sh'],
  ]);
  docker(['commit', name, peers]);
  docker(['rm', name]);
  docker(['volume', 'create', volume]);
}

/** Builds a program from nothing, and looks at what came out. */
async function outcome({ name }, build) {
  const started = process.hrtime.bigint();
  try {
    const binary = build();
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    const { elf } = await openElf(binary);
    return { seconds, linkage: classifyLinkage(elf).linkage, works: works(name, binary) };
  } catch (error) {
    if (error.stderr === undefined) throw error;
    return { failure: firstError(`${error.stdout}\n${error.stderr}`) };
  }
}

/** Whether the program's own check holds in a root that has nothing but the program. */
function works(name, binary) {
  const check = join(root, 'e2e/validation/check.mjs');
  return (
    execaSync(process.execPath, [check, name, binary, 'scratch'], { reject: false }).exitCode === 0
  );
}

function byHand(peer, program) {
  docker(command(peer, program));
  const copy = join(folder, 'built', peer.name.replace(' ', '-'), program.name);
  mkdirSync(join(copy, '..'), { recursive: true });
  const from = `/peer/target/${program.name}/${peer.name}/${TRIPLE}/release/${program.name}`;
  const to = ['--volume', `${join(copy, '..')}:/to`];
  docker(['run', '--rm', '--user', '0', ...inVolume(), ...to, image, 'cp', from, '/to/']);
  return copy;
}

function command(peer, { name, workspace: cargoWorkspace }) {
  const sources = `${join(path, 'validation')}:/sources`;
  const environment = {
    ...peer.environment,
    CARGO_TARGET_DIR: `/peer/target/${name}/${peer.name}`,
  };
  return [
    ...['run', '--rm', '--init', '--user', '0', ...site, ...inVolume(), '--volume', sources],
    ...['--workdir', join('/sources', cargoWorkspace)],
    ...[peer.image, 'env', ...(peer.image === peers ? ['-i', ...siteVariables()] : [])],
    ...Object.entries(environment).map(([variable, value]) => `${variable}=${value}`),
    ...[...peer.command, '--release', '--locked', '--target', TRIPLE, '--package', name],
  ];
}

/** `env -i` takes away what the image sets for itself, and these as well. */
function siteVariables() {
  return site.filter((option) => /^\w+=/.test(option));
}

function inVolume() {
  return ['--volume', `${volume}:/peer`];
}

function byStatix({ name }) {
  nx(path, ['run', `${name}:build-static`, '--skipNxCache', '--outputStyle=stream'], env);
  return join(path, 'dist/static', name, TRIPLE, 'release', name);
}

/** Medians of each state, the tools taking turns. */
function measure(program) {
  const ways = [
    ...others.map((peer) => ({
      name: peer.name,
      build: () => docker(command(peer, program)),
      forget: (crates) => forgetByHand(program, peer, crates),
    })),
    { name: 'Statix', build: () => byStatix(program), forget: forgetByStatix },
  ];
  // All ways build one folder of sources: an edit for each would leave the others with something to do.
  const states = {
    'nothing there': { each: (way) => way.forget(true) },
    'crates there': { each: (way) => way.forget(false) },
    'one line edited': { once: () => edit(program) },
    'nothing to do': {},
  };
  const taken = new Map(ways.map(({ name }) => [name, {}]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [state, { once, each }] of Object.entries(states)) {
      once?.();
      for (const way of ways) {
        each?.(way);
        const started = process.hrtime.bigint();
        way.build();
        const seconds = Number(process.hrtime.bigint() - started) / 1e9;
        (taken.get(way.name)[state] ??= []).push(seconds);
        console.log(program.name, state, way.name, seconds.toFixed(2));
      }
    }
  }
  return ways.map(({ name }) => ({
    program: program.name,
    name,
    seconds: Object.values(taken.get(name)).map(median),
  }));
}

function edit({ name, workspace: cargoWorkspace }) {
  edits += 1;
  const file = join(path, 'validation', cargoWorkspace, name, 'src/main.rs');
  appendFileSync(file, `\n#[allow(dead_code)]\nfn edit_${edits}() {}\n`);
}

function forgetByHand({ name }, peer, crates) {
  const gone = [
    `/peer/target/${name}/${peer.name}`,
    ...(crates ? ['/peer/cargo', '/peer/home'] : []),
  ];
  docker(['run', '--rm', '--user', '0', ...inVolume(), image, 'rm', '-rf', ...gone]);
}

function forgetByStatix(crates) {
  for (const name of ownVolumes())
    if (crates || !name.includes('crates')) docker(['volume', 'rm', name]);
}

function ownVolumes() {
  const label = `label=dev.statix.workspace=${path}`;
  return docker(['volume', 'ls', '--quiet', '--filter', label]).split('\n').filter(Boolean);
}

function docker(args) {
  return execaSync('docker', args, { stripFinalNewline: false }).stdout;
}

/** The line that says what is missing, of cargo's output and a build script's. */
function firstError(output) {
  const lines = output.split('\n').map((line) => line.trim());
  const telling =
    /fatal error:|cannot find -l|Could not find directory|not installed|not found|undefined (symbol|reference)|unable to find|error: linking/;
  const line =
    lines.find((one) => telling.test(one)) ?? lines.find((one) => /^error/.test(one)) ?? 'failed';
  return line.length > 110 ? `${line.slice(0, 110)}…` : line;
}

function known() {
  return existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {};
}

function keep(results) {
  writeFileSync(kept, `${JSON.stringify(results, undefined, 2)}\n`);
}

function measured() {
  return `${machine(require('nx/package.json').version)}; load ${before} before and ${load()} after`;
}

/** The image's identity, the compiler in it, and the tools of the peers. */
function versionsOfPeers() {
  const printed = docker([
    ...['run', '--rm', peers, 'sh', '-c'],
    'rustc --version; dpkg-query -W -f "musl-tools \\${Version}\\n" musl-tools; /opt/peers/bin/pip list --format=freeze | grep -i zig',
  ]);
  return [image, ...printed.trim().split('\n')];
}

async function report({ builds, times }) {
  const cell = ({ failure, linkage, works: does }) =>
    failure === undefined
      ? `${linkage}${does ? '' : ', **does not work from an empty root**'}`
      : `**no**: \`${failure.replaceAll('`', '’').replaceAll('|', '\\|')}\``;
  const names = [...others.map(({ name }) => name), 'Statix'];
  const told = ([, rustc, ...rest]) => `\`${rustc}\`; ${rest.join(', ')}`;
  const blocks = [
    '# Statix beside its peers',
    'Measured by `node tools/bench/peers.mjs`. All use the same rustc and std, those of the image. musl-gcc and cargo-zigbuild are set up as their documentation says (`CC_x86_64_unknown_linux_musl` and the linker are `musl-gcc`; `cargo zigbuild`), with nothing of what the image brings for native crates; `docker run` is cargo in the Statix image, by hand, with the environment that the image sets.',
    ...(builds === undefined
      ? []
      : [
          '## Which programs each builds',
          `The [validation programs](../../e2e/validation/README.md), release profile, with the linkage of the result. A program works when its own check holds in a root that has nothing else in it. With ${told(builds.versions)}.`,
          table(
            ['program', ...names],
            programs.flatMap(({ name }) => {
              const row = builds.rows[name];
              return row === undefined ? [] : [[name, ...names.map((peer) => cell(row[peer]))]];
            }),
          ),
        ]),
    ...(times === undefined
      ? []
      : [
          '## How long a build takes',
          `Seconds, from start to end of the command, of ${rounds} runs each the median; the tools take turns, in one run. Nothing there: crates are downloaded and everything is compiled; what zig compiles once for a machine counts there, and so does Statix’s cache of C and C++. Crates there: nothing is compiled but what a tool keeps for a machine. For Statix the time is that of \`nx run\`, Nx and its graph included, without Nx’s cache. With ${told(times.versions)}. ${times.measured}.`,
          table(
            [
              'program',
              'tool',
              'nothing there',
              'crates there',
              'one line edited',
              'nothing to do',
            ],
            times.rows.map(({ program, name, seconds }) => [
              program,
              name,
              ...seconds.map((value) => value.toFixed(1)),
            ]),
          ),
        ]),
  ];
  await writeReport('peers.md', blocks);
}

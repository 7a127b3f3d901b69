// Eight programs of one Cargo workspace that share crates with C and Rust in them, built at the same time
// by Nx, beside one `cargo build` of all eight by hand in one target folder.
//
//   node tools/bench/sharing.mjs [--pairs 3]
//
// Needs a container engine and the image. Writes docs/benchmarks/sharing.md. The crates are fetched
// before. By hand is measured between the two states of Statix, so that what else the machine does meets
// all alike.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchWorkspace, median, nx, root } from './bench-workspace.mjs';
import { buildVolumes, cargoByHand, docker } from './cargo-by-hand.mjs';
import { load, machine, table, writeReport } from './write-report.mjs';

const require = createRequire(import.meta.url);
const { values } = parseArgs({ options: { pairs: { type: 'string', default: '3' } } });
const folder = join(root, 'tmp/bench/sharing');
const validation = join(root, 'e2e/validation');
const env = { NX_DAEMON: 'false' };
const names = [
  'archive',
  'billing',
  'catalogue',
  'dispatch',
  'export',
  'fetcher',
  'gateway',
  'history',
];
const source = `use rusqlite::Connection;
use sha2::{Digest, Sha256};

fn main() -> anyhow::Result<()> {
    let version: String =
        Connection::open_in_memory()?.query_row("SELECT sqlite_version()", [], |row| row.get(0))?;
    println!("{} {} {:x?}", words::word(), version, Sha256::digest(version.as_bytes()));
    Ok(())
}
`;
const limits = { nothing: 1.3, shared: 0.5 };

const before = load();
const path = prepare();
build();
const byHand = cargoByHand(path);
try {
  const rounds = [];
  for (let round = 0; round < Number(values.pairs); round += 1) {
    remove('target', 'seeds');
    const nothing = build();
    byHand.empty();
    const cargo = timed(() => docker(byHand.command));
    remove('target');
    const shared = build();
    rounds.push({ nothing, cargo, shared });
    console.log(rounds.at(-1));
  }
  const ratios = {
    nothing: median(rounds.map(({ nothing, cargo }) => nothing / cargo)),
    shared: median(rounds.map(({ shared, cargo }) => shared / cargo)),
  };
  await report(rounds, ratios);
  if (Object.entries(limits).some(([state, limit]) => ratios[state] > limit)) process.exitCode = 1;
} finally {
  byHand.remove();
}

function prepare() {
  rmSync(folder, { recursive: true, force: true });
  const sources = join(folder, 'sources');
  const write = (file, text) => {
    mkdirSync(dirname(join(sources, file)), { recursive: true });
    writeFileSync(join(sources, file), text);
  };
  const manifest = readFileSync(join(validation, 'Cargo.toml'), 'utf8');
  write('Cargo.toml', manifest.replace(/members = \[[^\]]*\]/, 'members = ["crates/*"]'));
  const entries = names.map((name) => entry(name, dependenciesOf(name)));
  const lock = readFileSync(join(validation, 'Cargo.lock'), 'utf8');
  write('Cargo.lock', [lock, ...entries, entry('words', [])].join(''));
  write('crates/words/Cargo.toml', packageOf('words', ''));
  write('crates/words/src/lib.rs', 'pub fn word() -> &\'static str { "word" }\n');
  for (const name of names) {
    const lines = dependenciesOf(name).map((dependency) =>
      dependency === 'words' ? 'words = { path = "../words" }' : `${dependency}.workspace = true`,
    );
    write(`crates/${name}/Cargo.toml`, packageOf(name, `[dependencies]\n${lines.join('\n')}\n`));
    write(`crates/${name}/src/main.rs`, source);
  }
  cpSync(join(root, 'images/statix'), join(sources, 'images/statix'), { recursive: true });
  return benchWorkspace(join(folder, 'workspace'), sources, ['@statix/nx']);
}

/** All have C (SQLite) and a proc macro, every second one TLS with ring's C and assembler. */
function dependenciesOf(name) {
  const all = ['anyhow', 'rusqlite', 'sha2', 'tokio', 'words'];
  return (names.indexOf(name) % 2 === 0 ? all : [...all, 'reqwest', 'rustls']).sort();
}

function packageOf(name, rest) {
  return `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n\n${rest}`;
}

function entry(name, dependencies) {
  const list = dependencies.map((dependency) => ` "${dependency}",\n`).join('');
  return `\n[[package]]\nname = "${name}"\nversion = "0.1.0"\n${list && `dependencies = [\n${list}]\n`}`;
}

/** Not from Nx's cache: what is measured are the builds. */
function build() {
  const args = ['run-many', '-t', 'build-static', '--parallel=8', '--skipNxCache'];
  const { seconds, output } = nx(path, [...args, '--outputStyle=stream'], env);
  const waiting = output.match(/Waiting for (?!crates that another build compiles).*/);
  if (waiting !== null) throw new Error(`a project waited: ${waiting[0]}`);
  return seconds;
}

function remove(...kinds) {
  for (const kind of kinds)
    for (const name of buildVolumes(path, kind)) docker(['volume', 'rm', name]);
}

function timed(work) {
  const started = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - started) / 1e9;
}

async function report(rounds, ratios) {
  const seconds = (state) => median(rounds.map((round) => round[state])).toFixed(1);
  const row = (title, state) => [
    title,
    seconds(state),
    seconds('cargo'),
    ratios[state].toFixed(2),
    `≤ ${limits[state]} ×`,
    ratios[state] <= limits[state] ? 'yes' : 'no',
  ];
  await writeReport('sharing.md', [
    '# Eight projects that share crates',
    `Measured by \`node tools/bench/sharing.mjs\`: \`nx run-many -t build-static --parallel=8\` of eight programs of one Cargo workspace, not from Nx’s cache, beside one \`cargo build\` of all eight by hand in one target folder. All use SQLite, compiled in, tokio, sha2 and a crate of the workspace; half of them reqwest and rustls, with the C and assembler of ring. The crates are fetched before. No project waited for another but for crates that it was just compiling. ${machine(require('nx/package.json').version)}, without Nx’s daemon; load ${before} before and ${load()} after; medians of ${rounds.length} rounds.`,
    table(
      ['state', 'eight projects s', 'one cargo build s', 'ratio', 'wanted', 'held'],
      [
        row('nothing compiled', 'nothing'),
        row('project volumes removed, shared crates there', 'shared'),
      ],
    ),
  ]);
}

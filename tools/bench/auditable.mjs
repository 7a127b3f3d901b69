// Measures what the option `auditable` costs: the same programs built in the image with `cargo build` and with
// `cargo auditable build`, cold, and after a change of one file. Wall time, and the size of the program.
//
//   node tools/bench/auditable.mjs                 into docs/benchmarks/auditable.md
//   node tools/bench/auditable.mjs ripgrep         one of them, onto the terminal
//
// It needs the image in the engine (IMAGE, else the newest statix.local/statix), a network, and the certificates that
// SSL_CERT_FILE names. ROUNDS: builds of each, 3 when absent.
import { cpus } from 'node:os';
import { execa } from 'execa';
import { median } from './bench-workspace.mjs';
import { benchImage, withNetwork } from './image-container.mjs';
import { load, table, writeReport } from './write-report.mjs';

const rounds = Number(process.env.ROUNDS ?? 3);
const programs = [
  { crate: 'ripgrep', version: '15.1.0', program: 'rg', touched: 'crates/core/main.rs' },
  { crate: 'oxipng', version: '10.2.1', program: 'oxipng', touched: 'src/main.rs' },
  { crate: 'xh', version: '0.24.1', program: 'xh', touched: 'src/main.rs' },
];
const wanted = process.argv.slice(2);
const chosen = programs.filter(({ crate }) => wanted.length === 0 || wanted.includes(crate));
if (chosen.length === 0)
  throw new Error(`there are: ${programs.map(({ crate }) => crate).join(', ')}`);

const image = await benchImage();
const volume = `statix-bench-auditable-${process.pid}`;
const before = load();
/** Source of the crate as published, with its own lock; its crates are fetched, and nothing is compiled. */
const prepare = `set -eu
mkdir -p /out/fetch/src && cd /out/fetch
printf '[package]\\nname = "fetch"\\nversion = "0.0.0"\\nedition = "2021"\\n[dependencies]\\n' >Cargo.toml
printf 'fn main() {}\\n' >src/main.rs
cargo --quiet info "$1@$2" >/dev/null
rm -rf "/out/$1" && cp -r /out/cargo/registry/src/*/"$1-$2" "/out/$1"
cd "/out/$1" && cargo fetch --quiet --locked`;
/** Prints milliseconds: cold, then after a change of one file. */
const build = `set -eu
cd "/out/$1"
now() { date +%s%3N; }
flags=-Ctarget-feature=+crt-static
command=build
[ "$2" = plain ] || command='auditable build'
rm -rf "/out/target-$2"
start=$(now)
RUSTFLAGS=$flags cargo $command --quiet --release --locked --offline --bin "$3" --target x86_64-unknown-linux-musl --target-dir "/out/target-$2" >&2
cold=$(now)
touch "$4"
RUSTFLAGS=$flags cargo $command --quiet --release --locked --offline --bin "$3" --target x86_64-unknown-linux-musl --target-dir "/out/target-$2" >&2
warm=$(now)
echo "$((cold - start)) $((warm - cold)) $(stat -c %s "/out/target-$2/x86_64-unknown-linux-musl/release/$3")"`;

try {
  const rows = [];
  for (const { crate, version, program, touched } of chosen) {
    await inImage(withNetwork(), prepare, crate, version);
    const results = { plain: [], auditable: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const way of Object.keys(results)) {
        const { stdout } = await inImage(
          ['--network', 'none'],
          build,
          crate,
          way,
          program,
          touched,
        );
        results[way].push(stdout.trim().split(' ').map(Number));
      }
    }
    const of = (way, index) => median(results[way].map((values) => values[index]));
    const seconds = (index) =>
      ['plain', 'auditable'].map((way) => (of(way, index) / 1000).toFixed(1));
    const ratio = (index) => (of('auditable', index) / of('plain', index)).toFixed(3);
    rows.push([
      `${crate} ${version}`,
      ...[...seconds(0), ratio(0), ...seconds(1), ratio(1)],
      ...[of('plain', 2), of('auditable', 2) - of('plain', 2), ratio(2)],
    ]);
  }
  const head = [
    ...['program', 'cold s', 'auditable', '÷', 'one file changed s', 'auditable', '÷'],
    ...['bytes', 'more', '÷'],
  ];
  const blocks = [
    '# What the list of crates costs',
    `Measured by \`node tools/bench/auditable.mjs\`: published programs with their own locks, built in the image by \`cargo build --release\` and by \`cargo auditable build --release\` (the option \`auditable\`), in turn; median of ${rounds} builds each. ${cpus().length} processors, on ${new Date().toISOString().slice(0, 10)}. The load is the 1 minute average of the machine before and after: ${before}–${load()}.`,
    table(head, rows),
  ];
  if (wanted.length === 0) await writeReport('auditable.md', blocks);
  else console.log(blocks.join('\n\n'));
} finally {
  await execa('docker', ['volume', 'rm', '--force', volume]);
}

function inImage(options, script, ...args) {
  const mounts = ['--volume', `${volume}:/out`];
  const environment = ['CARGO_HOME=/out/cargo', 'HOME=/out', 'RUSTC=/opt/statix/bin/rustc'];
  return execa('docker', [
    ...['run', '--rm', '--init', ...options, ...mounts],
    ...environment.flatMap((one) => ['--env', one]),
    ...[image, 'sh', '-c', script, 'sh', ...args],
  ]);
}

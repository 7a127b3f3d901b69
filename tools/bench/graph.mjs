// What the plugin adds to `nx show projects` in a large repository, without the daemon: against a plugin that
// emits the same projects from a file, against no plugin, and against @monodon/rust where it can be had.
//
//   node tools/bench/graph.mjs [--crates 1000,5000] [--runs 9] [--monodon 3.0.0]
//
// Prints the tables of docs/benchmarks/graph.md.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeRustWorkspace } from './rust-workspace.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);
const scratch = join(root, 'tmp/bench');
const { values } = parseArgs({
  options: {
    crates: { type: 'string', default: '1000,5000' },
    runs: { type: 'string', default: '9' },
    monodon: { type: 'string', default: '' },
  },
});
const runs = Number(values.runs);

console.log(
  `Node ${process.version}, Nx ${require('nx/package.json').version}, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)} at the start; median of ${runs} runs each, in turn`,
);
for (const crates of values.crates.split(',').map(Number)) await measure(crates);

async function measure(crates) {
  const folder = join(scratch, `graph-${crates}`);
  rmSync(folder, { recursive: true, force: true });
  const sources = join(folder, 'sources');
  const programs = writeRustWorkspace(sources, { crates });
  cpSync(join(root, 'images'), join(sources, 'images'), { recursive: true });

  const variants = {
    'no plugin': workspace(folder, 'none', sources, []),
    'constant plugin': workspace(folder, 'constant', sources, ['constant-nodes']),
    '@statix/nx': workspace(folder, 'statix', sources, ['@statix/nx']),
  };
  writeConstantPlugin(variants['constant plugin'], await nodesOf(variants['@statix/nx']));
  if (values.monodon !== '') {
    const monodon = workspace(folder, 'monodon', sources, ['@monodon/rust']);
    variants['@monodon/rust'] = monodon;
    npm(folder, values.monodon);
    linkInto(monodon, join(folder, 'npm/node_modules'));
  }
  console.log(`\n## ${crates} crates, ${programs.length} of them programs\n`);
  report(
    'cold',
    timed(variants, (path) => rmSync(join(path, '.nx'), { recursive: true, force: true })),
  );
  for (const path of Object.values(variants)) showProjects(path);
  report(
    'warm',
    timed(variants, () => undefined),
  );
}

/** A workspace of its own for each plugin, so that each has what Nx has kept of it. */
function workspace(folder, name, sources, plugins) {
  const path = join(folder, name);
  cpSync(sources, path, { recursive: true });
  const write = (file, content) => writeFileSync(join(path, file), content);
  write('package.json', JSON.stringify({ name: 'bench', version: '0.0.0', private: true }));
  write('nx.json', JSON.stringify({ analytics: false, neverConnectToCloud: true, plugins }));
  write('.gitignore', 'node_modules\n.nx\ntarget\ndist\n');
  linkInto(path, join(root, 'node_modules'));
  for (const args of [
    ['init', '-q'],
    ['add', '-A'],
    ['commit', '-qm', 'start'],
  ]) {
    const identity = [
      '-c',
      'user.name=bench',
      '-c',
      'user.email=bench@localhost',
      '-c',
      'gc.auto=0',
    ];
    const { status, stderr } = spawnSync('git', [...identity, ...args], { cwd: path });
    if (status !== 0) throw new Error(String(stderr));
  }
  return path;
}

/** Links every package of a node_modules, so that one more can stand beside them. */
function linkInto(path, modules) {
  mkdirSync(join(path, 'node_modules'), { recursive: true });
  for (const name of readdirSync(modules)) {
    const link = join(path, 'node_modules', name);
    if (!name.startsWith('.') && !existsSync(link)) symlinkSync(join(modules, name), link);
  }
}

/** What our plugin emits there: read in this process, and not counted. */
async function nodesOf(path) {
  const { createNodes } = require(join(root, 'packages/nx/dist/index.js'));
  const { stdout } = spawnSync('git', ['ls-files'], { cwd: path, maxBuffer: 1e9 });
  const files = String(stdout)
    .split('\n')
    .filter((file) =>
      /(^|\/)(Cargo\.toml|statix-image\.json|package\.json|project\.json)$/.test(file),
    );
  const nodes = await createNodes[1](files, undefined, {
    workspaceRoot: path,
    nxJsonConfiguration: {},
  });
  rmSync(join(path, '.nx'), { recursive: true, force: true });
  return nodes;
}

function writeConstantPlugin(path, nodes) {
  const plugin = join(path, 'node_modules/constant-nodes');
  mkdirSync(plugin);
  writeFileSync(join(plugin, 'package.json'), '{ "name": "constant-nodes", "version": "1.0.0" }');
  writeFileSync(join(plugin, 'nodes.json'), JSON.stringify(nodes));
  writeFileSync(
    join(plugin, 'index.js'),
    `const { readFileSync } = require('node:fs');
exports.name = 'constant-nodes';
exports.createNodes = [
  '**/Cargo.toml',
  () => JSON.parse(readFileSync(__dirname + '/nodes.json', 'utf8')),
];
`,
  );
}

/** In a folder of its own: its dependencies are not ours. It starts cargo for every graph. */
function npm(folder, version) {
  const prefix = join(folder, 'npm');
  mkdirSync(prefix);
  const args = ['install', '--prefix', prefix, '--legacy-peer-deps', `@monodon/rust@${version}`];
  const { status, stderr } = spawnSync('npm', args, { cwd: prefix });
  if (status !== 0) throw new Error(`@monodon/rust cannot be installed: ${stderr}`);
}

function timed(variants, prepare) {
  const seconds = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
  for (let run = 0; run < runs; run += 1) {
    for (const [name, path] of Object.entries(variants)) {
      prepare(path);
      seconds[name].push(showProjects(path));
    }
  }
  return seconds;
}

/** @returns seconds from start to end of the process */
function showProjects(path) {
  const started = process.hrtime.bigint();
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [join(path, 'node_modules/nx/dist/bin/nx.js'), 'show', 'projects'],
    { cwd: path, env: { ...process.env, NX_DAEMON: 'false', NX_NO_CLOUD: 'true' } },
  );
  const taken = Number(process.hrtime.bigint() - started) / 1e9;
  if (status !== 0) throw new Error(`nx show projects in ${path}: ${stdout}${stderr}`);
  return taken;
}

function report(state, seconds) {
  console.log(`| ${state} | median s | min s | over the constant plugin, run by run, median s |`);
  console.log('| --- | --- | --- | --- |');
  const constant = seconds['constant plugin'];
  for (const [name, own] of Object.entries(seconds)) {
    const over = own.map((value, run) => value - constant[run]);
    console.log(
      `| ${name} | ${median(own).toFixed(2)} | ${Math.min(...own).toFixed(2)} | ${median(over).toFixed(2)} |`,
    );
  }
  console.log('');
}

function median(numbers) {
  const sorted = [...numbers].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

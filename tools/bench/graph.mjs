// What the plugin adds to `nx show projects` in a large repository: without the daemon against a plugin
// that emits the same projects from a file, against no plugin, and against @monodon/rust; and with the
// daemon after one edit.
//
//   node tools/bench/graph.mjs [--crates 1000,5000] [--shapes plain,large] [--runs 9] [--edits 7]
//     [--monodon 3.0.0]
//
// Plain are manifests as `cargo new` leaves them with a few path dependencies; large are those of large
// real workspaces. Writes docs/benchmarks/graph.md. Variants take turns (A B C A B C …), so that what else the machine
// does meets them alike, and differences are of the same round.
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execaSync } from 'execa';
import { benchWorkspace, linkInto, median, nx, root } from './bench-workspace.mjs';
import { writePlainWorkspace } from './plain-workspace.mjs';
import { writeRustWorkspace } from './rust-workspace.mjs';
import { load, machine, table, writeReport } from './write-report.mjs';

const require = createRequire(import.meta.url);
const scratch = join(root, 'tmp/bench');
const { values } = parseArgs({
  options: {
    crates: { type: 'string', default: '1000,5000' },
    shapes: { type: 'string', default: 'plain,large' },
    runs: { type: 'string', default: '9' },
    edits: { type: 'string', default: '7' },
    monodon: { type: 'string', default: '3.0.0' },
  },
});
const runs = Number(values.runs);
const withoutDaemon = { NX_DAEMON: 'false' };
const withDaemon = { NX_DAEMON: 'true', CI: '' };

const blocks = [
  '# The project graph of a large workspace',
  `Measured by \`node tools/bench/graph.mjs\`: seconds of \`nx show projects\` from start to end of the process, plugin isolation on. ${machine(require('nx/package.json').version)}. The variants take turns, ${runs} rounds; "over the constant plugin" is the median of the differences within a round.`,
  'The constant plugin emits the very nodes of @statix/nx from a JSON file, and no edges; "with edges" emits its edges as well, so that it shows what Nx itself does with those. Cold is without `.nx`; warm with what Nx and the plugin keep there. The load is that of the machine (1 minute average) before and after: with more than 2 of it on 2 processors all numbers are longer than on an idle machine.',
  'Two shapes of workspace. _Plain_: manifests as `cargo new` leaves them, three path dependencies and one crate of the registry each. _Large_: after large real workspaces, six path dependencies, nine crates and three of tests each, all inherited, features, lints, tests, one lock of 1,400 entries for 1,000 crates. One crate in ten has a program.',
  'Wanted for 1,000 crates: at most 0.15 s warm and 0.45 s cold over the constant plugin, on an idle machine. That was set beside @monodon/rust, which took 1.3 s over no plugin there: what is near that below is the workspace that was meant.',
];
const writers = { plain: writePlainWorkspace, large: writeRustWorkspace };
const sizes = values.crates.split(',').map(Number);
for (const crates of sizes) {
  for (const shape of values.shapes.split(',')) {
    await measure(crates, shape);
    await writeReport('graph.md', blocks);
  }
}

async function measure(crates, shape) {
  const folder = join(scratch, `graph-${shape}-${crates}`);
  rmSync(folder, { recursive: true, force: true });
  const sources = join(folder, 'sources');
  const programs = writers[shape](sources, { crates });
  const manifest = `crates/${programs.at(-1)}/Cargo.toml`;
  cpSync(join(root, 'images'), join(sources, 'images'), { recursive: true });

  const workspace = (name, plugins) => benchWorkspace(join(folder, name), sources, plugins);
  const variants = {
    'no plugin': workspace('none', []),
    'constant plugin': workspace('constant', ['constant-nodes']),
    'constant plugin with edges': workspace('edges', ['constant-nodes']),
    '@statix/nx': workspace('statix', ['@statix/nx']),
  };
  const graph = await graphOf(variants['@statix/nx']);
  writeConstantPlugin(variants['constant plugin'], manifest, graph.nodes);
  writeConstantPlugin(variants['constant plugin with edges'], manifest, graph.nodes, graph.edges);
  // It takes a second for each two hundred crates: once is enough.
  if (values.monodon !== '' && crates === sizes[0]) {
    const name = `@monodon/rust ${values.monodon}`;
    variants[name] = workspace('monodon', ['@monodon/rust']);
    npm(folder, values.monodon);
    linkInto(variants[name], join(folder, 'npm/node_modules'));
  }
  blocks.push(
    `## ${crates} crates, ${shape}: ${programs.length} programs, ${graph.edges.length} edges`,
  );
  timed('Cold', variants, (path) => rmSync(join(path, '.nx'), { recursive: true, force: true }));
  for (const path of Object.values(variants)) nx(path, ['show', 'projects'], withoutDaemon);
  timed('Warm', variants, () => undefined);
  edited(variants, manifest);
}

function timed(state, variants, prepare) {
  const before = load();
  const seconds = takeTurns(variants, runs, (path) => {
    prepare(path);
    return nx(path, ['show', 'projects'], withoutDaemon).seconds;
  });
  report(`${state}, without the daemon`, seconds, before);
}

/**
 * One crate's manifest is edited so that its project has another name; the time is that from the edit
 * to the end of the first command that shows it.
 */
function edited(variants, manifest) {
  const names = ['constant plugin', '@statix/nx'];
  const measured = Object.fromEntries(names.map((name) => [name, variants[name]]));
  for (const path of Object.values(measured)) nx(path, ['show', 'projects'], withDaemon);
  const before = load();
  const written = readFileSync(join(variants['@statix/nx'], manifest), 'utf8');
  let edits = 0;
  const seconds = takeTurns(measured, Number(values.edits), (path) => {
    edits += 1;
    const name = `edit-${edits}`;
    const text = `${written}\n[package.metadata.statix]\nname = "${name}"\n`;
    writeFileSync(join(path, manifest), text);
    let taken = 0;
    for (let tries = 0; tries < 20; tries += 1) {
      const { seconds, output } = nx(path, ['show', 'projects'], withDaemon);
      taken += seconds;
      if (output.split('\n').includes(name)) return taken;
    }
    throw new Error(`the daemon does not see the edit of ${manifest}`);
  });
  for (const path of Object.values(measured)) nx(path, ['daemon', '--stop'], withDaemon);
  report('With the daemon, after an edit of one manifest', seconds, before);
}

function takeTurns(variants, rounds, measureOne) {
  const seconds = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, path] of Object.entries(variants)) seconds[name].push(measureOne(path));
  }
  return seconds;
}

function report(title, seconds, loadBefore) {
  const constant = seconds['constant plugin'];
  const rows = Object.entries(seconds).map(([name, own]) => {
    const over = own.map((value, round) => value - constant[round]);
    return [
      name,
      ...[median(own), Math.min(...own), median(over)].map((value) => value.toFixed(2)),
    ];
  });
  const head = [title, 'median s', 'least s', 'over the constant plugin, median s'];
  blocks.push(table(head, rows), `Load ${loadBefore} before, ${load()} after.`);
  console.log(blocks.slice(-2).join('\n\n'));
}

/** What our plugin emits there: read in this process, and not counted. */
async function graphOf(path) {
  const { createDependencies, createNodes } = require(join(root, 'packages/nx/dist/index.js'));
  const { stdout } = execaSync('git', ['ls-files'], { cwd: path });
  const files = stdout
    .split('\n')
    .filter((file) =>
      /(^|\/)(Cargo\.toml|statix-image\.json|package\.json|project\.json)$/.test(file),
    );
  const context = { workspaceRoot: path, nxJsonConfiguration: {} };
  process.env.NX_CACHE_PROJECT_GRAPH = 'false';
  const nodes = await createNodes[1](files, undefined, context);
  const found = nodes.flatMap(([, result]) => Object.values(result.projects));
  const projects = Object.fromEntries(found.map((project) => [project.name, project]));
  const edges = await createDependencies(undefined, { ...context, projects });
  delete process.env.NX_CACHE_PROJECT_GRAPH;
  return { nodes, edges };
}

/** @param manifest whose project has the name that the file says since it was edited */
function writeConstantPlugin(path, manifest, nodes, edges) {
  const plugin = join(path, 'node_modules/constant-nodes');
  mkdirSync(plugin);
  const write = (name, text) => writeFileSync(join(plugin, name), text);
  write('package.json', '{ "name": "constant-nodes", "version": "1.0.0" }');
  write('nodes.json', JSON.stringify(nodes));
  write(
    'index.js',
    `const { readFileSync } = require('node:fs');
const read = (name) => JSON.parse(readFileSync(__dirname + '/' + name, 'utf8'));
exports.name = 'constant-nodes';
exports.createNodes = ['**/Cargo.toml', (_files, _options, { workspaceRoot }) => {
  const nodes = read('nodes.json');
  const text = readFileSync(workspaceRoot + '/${manifest}', 'utf8');
  const name = /^name = "(edit-.*)"$/m.exec(text)?.[1];
  const [, { projects }] = nodes.find(([file]) => file === '${manifest}');
  if (name !== undefined) for (const project of Object.values(projects)) project.name = name;
  return nodes;
}];
`,
  );
  if (edges === undefined) return;
  write('edges.json', JSON.stringify(edges));
  appendFileSync(
    join(plugin, 'index.js'),
    "exports.createDependencies = () => read('edges.json');\n",
  );
}

/** In a folder of its own: its dependencies are not ours. It starts cargo for every graph. */
function npm(folder, version) {
  const prefix = join(folder, 'npm');
  mkdirSync(prefix);
  const args = ['install', '--prefix', prefix, '--legacy-peer-deps', `@monodon/rust@${version}`];
  execaSync('npm', args, { cwd: prefix });
}

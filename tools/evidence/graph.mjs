// Compares the project graph with full cargo metadata, for published workspaces and for shapes of real
// repositories, and writes what came out to docs/evidence/graph.md.
// npm run evidence:graph
// A run that was ended goes on where it was, at the same commit.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../bootstrap/run.mjs';
import { commitOf } from './commit.mjs';
import { writePage } from './write-page.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const commit = commitOf(root, ['packages', 'e2e']);
const args = ['--selectProjects', 'workspace', '--runInBand', '--ci'];
const result = join(root, 'tmp/e2e/workspace-graphs.json');
const isCommitted = !commit.includes(',');
if (!isCommitted) rmSync(result, { force: true });
const suite = await run(
  'npx',
  ['--no-install', 'jest', ...args, '--testPathPatterns', 'e2e/workspace-graphs'],
  {
    cwd: root,
    env: { ...process.env, ...(isCommitted ? { WORKSPACE_GRAPHS_COMMIT: commit } : {}) },
  },
).catch((/** @type {Error} */ error) => error);
if (!existsSync(result)) throw suite ?? new Error('nothing was compared: is there a cargo?');
const { commit: ofCommit, nxVersions, cargo, rows } = JSON.parse(readFileSync(result, 'utf8'));
// Nothing was written by this run.
if (isCommitted && ofCommit !== commit) throw suite;
const differences = rows.flatMap((row) =>
  Object.entries(row.differences).flatMap(([nx, found]) =>
    found.map((what) => `- ${row.name}, Nx ${nx}: ${what}`),
  ),
);
// Something was not compared: the next run goes on with it.
if (suite instanceof Error && differences.length === 0) throw suite;
await writePage(join(root, 'docs/evidence/graph.md'), render());
console.log(`docs/evidence/graph.md: ${rows.length} workspaces`);
// What differs stands on the page, and the command fails all the same.
if (suite instanceof Error) throw suite;

function render() {
  const published = rows.filter((row) => row.published !== undefined);
  const shapes = rows.filter((row) => row.published === undefined);
  const sum = (/** @type {string} */ key) => published.reduce((all, row) => all + row[key], 0);
  return `# The project graph, and what cargo says

Written by \`npm run evidence:graph\`, at commit ${commit}, with ${cargo}. What the graph has: [graph.md](../graph.md).

Each workspace is put into an Nx workspace that \`nx add @statix/nx\` has set up, with Nx ${nxVersions.join(' and with Nx ')}. Then \`nx show projects\`, \`nx graph --file\` and a task of a JavaScript project run; all of them have to succeed. Names and folders of packages, programs, edges, and which packages have static targets, are compared with \`cargo metadata --all-features\`: path dependencies as declared, and what crates of the registry lead back to.

**${published.length} published workspaces and ${shapes.length} shapes: ${sum('packages')} packages, ${sum('programs')} programs and ${sum('edges')} edges of the published ones, ${differences.length === 0 ? 'no difference' : `${differences.length} differences`}, and no command of Nx stopped.**
${differences.length === 0 ? '' : `\n## Differences\n\n${differences.join('\n')}\n`}
## Published workspaces

A workspace is put together again from its published crates, with the manifests as their authors wrote them (\`Cargo.toml.orig\`). What was not published, tests and tools mostly, is an empty crate.

| workspace | published crates | packages | programs | edges | differences |
| --- | ---: | ---: | ---: | ---: | ---: |
${published.map((row) => `| ${row.name}${row.patched ? ', with `[patch]`' : ''} | ${row.published} | ${row.packages} | ${row.programs} | ${row.edges} | ${count(row)} |`).join('\n')}

## Shapes of real repositories

A sound workspace of two packages, and beside it what stopped Nx or moved names in real repositories. What cargo says of the sound workspace has to stay.

| beside the workspace | packages | programs | edges | differences |
| --- | ---: | ---: | ---: | ---: |
${shapes.map((row) => `| ${row.name} | ${row.packages} | ${row.programs} | ${row.edges} | ${count(row)} |`).join('\n')}
`;
}

function count({ differences }) {
  return Object.values(differences).flat().length;
}

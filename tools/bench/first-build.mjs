// From an empty Debian with Node and an engine that has nothing in its store to the first static binary of
// a crate with OpenSSL and Diesel, by the documented command: with the image pulled from a registry on
// this machine, and with the image made first.
//
//   node tools/bench/first-build.mjs [pulled] [built]
//
// Runs e2e/empty-debian.e2e.ts with an engine of its own, which needs root, mmdebstrap and Debian's
// docker-registry. Writes docs/benchmarks/first-build.md.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { run } from '../bootstrap/run.mjs';
import { startNewerEngine } from '../matrix/newer-engine.mjs';
import { root } from './bench-workspace.mjs';
import { load, machine, table, writeReport } from './write-report.mjs';

const require = createRequire(import.meta.url);
const limits = { pulled: 600, built: 1200 };
const asked = process.argv.slice(2);
const wanted = Object.keys(limits).filter((image) => asked.length === 0 || asked.includes(image));
const rows = [];
for (const image of wanted) {
  const row = await measure(image);
  rows.push(row);
  console.log(row);
}
await report();
if (rows.some(({ image, setUp, build }) => setUp + build > limits[image])) process.exitCode = 1;

async function measure(image) {
  const engine = await startNewerEngine(root, { empty: true });
  const before = load();
  try {
    const jest = ['--no-install', 'jest', '--selectProjects', 'workspace', '--runInBand'];
    await run('npx', [...jest, '--testPathPatterns', 'e2e/empty-debian'], {
      cwd: root,
      env: {
        ...process.env,
        STATIX_E2E_ENGINE: engine.address.replace('unix://', ''),
        STATIX_E2E_IMAGE: image,
      },
    });
  } finally {
    await engine.stop();
  }
  const result = readFileSync(join(root, `tmp/e2e/first-build-${image}.json`), 'utf8');
  return { ...JSON.parse(result), docker: engine.version, before, after: load() };
}

async function report() {
  await writeReport('first-build.md', [
    '# The first build on a new machine',
    `Measured by \`node tools/bench/first-build.mjs\`: in a container of Debian's smallest system, with Node and npm and no git, compiler or cargo, \`npm create @statix@latest\` and \`./nx run app:build-static\` of a crate with OpenSSL, Diesel and libpq. The engine's store and npm's cache are empty; our packages come from an npm registry on this machine, which has fetched everybody else's before. Pulled: the image comes from an image registry on this machine. Built: it is made from the recipe, with Debian's packages and the crates of its lock from their archives. ${machine(require('nx/package.json').version)}.`,
    table(
      ['image', 'set up, s', 'build, s', 'together, s', 'wanted', 'Docker', 'load'],
      rows.map(({ image, setUp, build, docker, before, after }) => [
        image,
        setUp.toFixed(0),
        build.toFixed(0),
        (setUp + build).toFixed(0),
        `${limits[image]}`,
        docker,
        `${before}–${after}`,
      ]),
    ),
  ]);
}

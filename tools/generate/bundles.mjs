// Writes dist/bundles/<name>.js of each package: an executor that Nx starts for every task, with all modules
// of ours and of libraries that it needs, in one file. Node takes 0.1 s to find and read 450 files, and each
// task is a process of its own (docs/benchmarks/build-beside-docker.md).
//
// Which executors: those whose implementation in executors.json is such a file. Made from the TypeScript
// sources, so that what is not used is left out. `bundles.mjs packages/verify` writes those of one package.
// What Nx has loaded already, and what is seldom needed and
// large, stays outside. The licences of what is inside lie beside it.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const external = ['nx', 'nx/*', '@nx/*', 'dockerode'];
const ENTRY = 'bundle:';
const BUNDLE = /^\.\/dist\/bundles\/([\w-]+)\.js$/;

const [only] = process.argv.slice(2);
const packages = readdirSync(join(root, 'packages')).map((name) => join('packages', name));
for (const path of only === undefined ? packages : [only]) {
  const folder = join(root, path);
  const names = bundledExecutors(folder);
  if (names.length > 0) await bundle(folder, names);
}

function bundledExecutors(folder) {
  const path = join(folder, 'executors.json');
  if (!existsSync(path)) return [];
  const { executors } = JSON.parse(readFileSync(path, 'utf8'));
  return Object.values(executors).flatMap(({ implementation }) => {
    const found = BUNDLE.exec(implementation);
    return found === null ? [] : [found[1]];
  });
}

async function bundle(folder, names) {
  const outdir = join(folder, 'dist/bundles');
  rmSync(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: names.map((name) => ({ in: `${ENTRY}${name}`, out: name })),
    ...{ outdir, external, bundle: true, platform: 'node', format: 'cjs', target: 'node20' },
    ...{ conditions: ['@statix/source'], mainFields: ['module', 'main'], metafile: true },
    plugins: [entries(folder)],
    ...{ legalComments: 'none', absWorkingDir: root, logLevel: 'warning' },
  });
  const inputs = Object.keys(metafile.inputs);
  requireOwnFolders(folder, inputs);
  mkdirSync(outdir, { recursive: true });
  writeFileSync(join(outdir, 'LICENSES.txt'), licences(inputs));
}

/** Of each executor a module that is itself alone, but for what has to come before it. */
function entries(folder) {
  const first = join(root, 'tools/generate/interpreted-schemas.mjs');
  const resolved = new RegExp(`^${ENTRY}`);
  return {
    name: 'entries',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: resolved }, ({ path }) => ({ path, namespace: 'entry' }));
      onLoad({ filter: /.*/, namespace: 'entry' }, ({ path }) => {
        const name = path.slice(ENTRY.length);
        const executor = join(folder, 'src/executors', name, 'executor.ts');
        return {
          contents: `import ${JSON.stringify(first)};\nexport { default } from ${JSON.stringify(executor)};\n`,
          resolveDir: root,
        };
      });
    },
  };
}

/** A module that finds files by its own place finds them from dist/bundles too, but only of this package. */
function requireOwnFolders(folder, inputs) {
  for (const input of inputs.filter((path) => path.startsWith('packages/'))) {
    const text = readFileSync(join(root, input), 'utf8');
    const isOwn = !relative(folder, join(root, input)).startsWith('..');
    if (!text.includes('__dirname')) continue;
    if (!isOwn) throw new Error(`${input} uses __dirname and is bundled into ${folder}`);
    for (const [, path] of text.matchAll(/join\w*\(__dirname, '([^']+)'/g)) {
      if (!existsSync(join(folder, 'dist/bundles', path)))
        throw new Error(`${input}: ${path} is not there from dist/bundles`);
    }
  }
}

function saysTerms(path) {
  return /licens/i.test(readFileSync(path, 'utf8'));
}

/** Of every library that is inside, in full: their terms ask for it. */
function licences(inputs) {
  const folders = new Set(
    inputs.flatMap((input) => {
      const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
      return found === null ? [] : [found[1]];
    }),
  );
  return [...folders]
    .sort()
    .map((folder) => {
      const path = join(root, folder);
      const { name, version, license } = JSON.parse(
        readFileSync(join(path, 'package.json'), 'utf8'),
      );
      const files = readdirSync(path);
      // A list of names, of which no licence file is made, says its terms in its README.
      const file =
        files.find((one) => /^licen[cs]e/i.test(one)) ??
        files.find((one) => /^readme/i.test(one) && saysTerms(join(path, one)));
      if (file === undefined) throw new Error(`${dirname(folder)}: ${name} has no licence file`);
      return `${name} ${version} (${license})\n\n${readFileSync(join(path, file), 'utf8').trim()}\n`;
    })
    .join(`\n${'-'.repeat(72)}\n\n`);
}

// Compares the doctor with what tools/native-crates found out by building: its probes and results.
//   node tools/doctor-precision/compare.mjs [folder of native-crates]
// Needs cargo, to lock each probe's crates; the recipe says what the image has. Writes compared.json.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { predict } from './predict.mjs';

const advice = createRequire(import.meta.url)('../../packages/advice');
const here = import.meta.dirname;
const root = join(here, '../..');
const source = resolve(process.argv[2] ?? join(here, '../native-crates'));
const { readProbes } = await import(pathToFileURL(join(source, 'read-probe.mjs')));
const built = JSON.parse(readFileSync(join(source, 'results.json'), 'utf8'));

const recipe = (path) => readFileSync(join(root, 'images/statix/recipe', path), 'utf8');
const offer = advice.offerOfRecipe({
  components: recipe('contract/components.json'),
  libraries: readdirSync(join(root, 'images/statix/recipe/libraries')).map((name) =>
    JSON.parse(recipe(`libraries/${name}/library.json`)),
  ),
  lists: [recipe('contract/tools.list'), recipe('packages/runtime.list')],
  extraPackages: '',
});

const compared = {};
for (const probe of await readProbes(join(source, 'probes'), Object.keys(built))) {
  const { status, diagnoses = [], error = '', image } = built[probe.name];
  const lock = await lockOf(probe.manifest);
  if (lock === undefined) continue;
  compared[probe.name] = {
    image,
    ...predict(probe.manifest, lock, offer),
    // A program that ends badly was built all the same.
    actual: outcome(status, error),
    ...(status === 'not built' ? { error: error.slice(0, 200), diagnoses } : {}),
  };
  const { predicted, actual } = compared[probe.name];
  console.log(probe.name, predicted, actual);
}
writeFileSync(join(here, 'compared.json'), `${JSON.stringify(compared, undefined, 2)}\n`);

function outcome(status, error) {
  if (status === 'not fetched') return 'not fetched';
  if (status !== 'not built') return 'builds';
  return error === 'out of time' ? 'undecided' : 'fails';
}

async function lockOf(manifest) {
  const folder = mkdtempSync(join(tmpdir(), 'statix-probe-'));
  try {
    mkdirSync(join(folder, 'src'));
    writeFileSync(join(folder, 'Cargo.toml'), manifest);
    writeFileSync(join(folder, 'src/main.rs'), 'fn main() {}\n');
    const { failed } = await execa('cargo', ['generate-lockfile'], {
      cwd: folder,
      stdio: 'ignore',
      reject: false,
    });
    return failed ? undefined : readFileSync(join(folder, 'Cargo.lock'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

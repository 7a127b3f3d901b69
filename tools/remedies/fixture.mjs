// Makes fixtures of the diagnosis from logs that run.mjs kept:
//   LOGS=<folder> node tools/remedies/run.mjs …; node tools/remedies/fixture.mjs <folder> [name …]
// A fixture has the lines as they were printed, without those that say nothing: what build scripts tell Cargo,
// compilations that succeeded, the linker's command line, backtraces.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { remedyCases } = require('../../packages/cargo-musl/dist/testing/remedies/cases.js');
const { caseName } = require('../../packages/cargo-musl/dist/testing/remedies/remedy-case.js');

const fixtures = join(import.meta.dirname, '../../packages/advice/src/diagnosis/fixtures');
const mostLines = 40;
const noise =
  /^\s*(?:cargo:|\w[\w-]* = (?:None|Some\()|[A-Z0-9_]+ (?:unset|= )|(?:Compiling (?!app )|Finished|Downloaded|Downloading|Updating|Locking|Adding) ?|= note:\s+(?:some arguments are omitted|LC_ALL=|"[^"]*x86_64-linux-musl-clang")|\/\S+\.so\S*\(\+0x)/;

const [folder = '', ...wanted] = process.argv.slice(2);
const kept = readdirSync(folder);
for (const one of remedyCases) {
  const name = caseName(one);
  const file = `${name.replaceAll(/\W+/g, '-')}.log`;
  // What is refused before cargo runs has a code of its own, and no log.
  if (one.id.startsWith('STATIX_')) continue;
  if (!kept.includes(file) || (wanted.length > 0 && !wanted.includes(name))) continue;
  const lines = readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter((line) => !noise.test(line) && line.length < 1000)
    .slice(0, mostLines);
  const variant = one.name === undefined ? 'image' : `image-${one.name.replaceAll(/\W+/g, '-')}`;
  writeFileSync(join(fixtures, `${one.id}.${variant}.log`), `${lines.join('\n').trimEnd()}\n`);
}

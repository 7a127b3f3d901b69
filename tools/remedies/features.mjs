// Asks the registry whether the lines for Cargo.toml that remedies print name features that there are:
//   node tools/remedies/features.mjs
// Each line of the sources, and each entry of feature-releases.ts, is resolved by cargo on its own.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

const require = createRequire(import.meta.url);
const advice = join(import.meta.dirname, '../../packages/advice');
const { featureReleases } = require(
  join(advice, 'dist/native-crates/knowledge/feature-releases.js'),
);
const { compatibleRequirement } = require(join(advice, 'dist/native-crates/keep-versions.js'));

const sources = ['src/diagnosis/signatures', 'src/native-crates/knowledge'].flatMap((folder) =>
  readdirSync(join(advice, folder)).map((name) => readFileSync(join(advice, folder, name), 'utf8')),
);
const lines = sources.flatMap((text) =>
  [...text.matchAll(/([\w-]+ = \{ version = "\d[\d.]*"[^}\n]*\})/g)].map(([, line]) =>
    line.replace(/^n(?=(?:\w+-sys|mimalloc) )/, ''),
  ),
);
const fromTable = Object.entries(featureReleases).flatMap(([feature, { from, before }]) => {
  const [crate, name] = feature.split('/');
  const line = (version) => `${crate} = { version = "${version}", features = ["${name}"] }`;
  return [
    ...(from === undefined ? [] : [[line(compatibleRequirement(from)), true]]),
    // The release that it ends with has it no more.
    ...(before === undefined ? [] : [[line(compatibleRequirement(before)), false]]),
  ];
});
const cases = new Map([...lines.map((line) => [line, true]), ...fromTable]);

const folder = mkdtempSync(join(tmpdir(), 'statix-features-'));
mkdirSync(join(folder, 'src'));
writeFileSync(join(folder, 'src/lib.rs'), '');
let wrong = 0;
try {
  for (const [line, expected] of cases) {
    const manifest =
      '[package]\nname = "probe"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\n';
    writeFileSync(join(folder, 'Cargo.toml'), `${manifest}${line}\n`);
    rmSync(join(folder, 'Cargo.lock'), { force: true });
    const { exitCode, stderr } = await execa('cargo', ['generate-lockfile'], {
      cwd: folder,
      reject: false,
    });
    const right = (exitCode === 0) === expected;
    if (!right) wrong += 1;
    console.log(right ? 'as said' : 'WRONG', line, right ? '' : stderr.slice(-300));
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`${cases.size} lines, ${wrong} wrong`);
if (wrong > 0) process.exitCode = 1;

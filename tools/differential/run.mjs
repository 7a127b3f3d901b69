// Compares @statix/elf with GNU readelf on every ELF file of the machine, and our verdicts with what readelf says.
//
//   node tools/differential/run.mjs [FOLDER …]
//
// Without folders: /usr, /opt, and what Rust, Python and Node keep in the home folder. Each content is read once.
// Every difference is printed unless a rule of explained.mjs gives its reason; one without a reason fails the
// command. Without folders the counts go to tools/differential/results.json and docs/differential.md.
// Build first: npm run build.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { compareFacts } from './compare-facts.mjs';
import { elfFiles } from './elf-files.mjs';
import { expectedVerdicts, kindOf } from './expected-verdicts.mjs';
import { explanationOf, refusalExplained, verdictExplained } from './explained.mjs';
import { writeDifferentialPage } from './page.mjs';
import { defaultFolders } from './folders.mjs';
import { readReadelf } from './read-readelf.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);
const { classifyLinkage, openElf, staticChecks } = require(
  join(root, 'packages/elf/dist/index.js'),
);

const given = process.argv.slice(2);
const folders = given.length > 0 ? given : defaultFolders();

const contents = new Set();
const counts = {
  ...{ files: 0, contents: 0, bytes: 0, compared: {}, kinds: {}, refused: {}, explained: {} },
  ...{ verdicts: {}, linkages: {}, verdictsExplained: {}, unexplained: 0 },
  ...{ statics: { pass: 0, fail: 0 }, staticFailures: {} },
};
const add = (table, key, by = 1) => {
  table[key] = (table[key] ?? 0) + by;
};

for (const path of elfFiles(folders)) {
  counts.files += 1;
  await compareFile(path);
  if (counts.files % 500 === 0) console.log(`${counts.files} files`);
}
console.log(
  `${counts.files} files, ${counts.contents} different ones, ${counts.unexplained} differences without a reason`,
);
if (given.length === 0) {
  const { stdout } = await execa('readelf', ['--version']);
  const results = { readelf: stdout.split('\n')[0], ...counts };
  writeFileSync(
    join(root, 'tools/differential/results.json'),
    `${JSON.stringify(results, null, 2)}\n`,
  );
  await writeDifferentialPage();
}
process.exitCode = counts.unexplained === 0 ? 0 : 1;

async function compareFile(path) {
  const { opened, refusal } = await open(path);
  if (opened !== undefined) {
    if (contents.has(opened.sha256)) return;
    contents.add(opened.sha256);
  }
  counts.contents += 1;
  const theirs = await readReadelf(path);
  add(counts.kinds, kindOf(theirs));
  if (opened === undefined) {
    const reason = refusalExplained(refusal, theirs);
    add(counts.refused, `${refusal.code}: ${reason ?? 'without a reason'}`);
    if (reason === undefined) report(path, 'refused', refusal.message, theirs.warnings.join(' | '));
    return;
  }
  counts.bytes += opened.size;
  const { compared, differences } = compareFacts(opened.elf, theirs);
  for (const [field, count] of compared) add(counts.compared, field, count);
  for (const difference of differences) {
    const reason = explanationOf(difference, theirs);
    if (reason !== undefined) add(counts.explained, `${difference.field}: ${reason}`);
    else report(path, difference.field, difference.ours, difference.theirs);
  }
  compareVerdicts(path, opened.elf, theirs);
}

async function open(path) {
  try {
    return { opened: await openElf(path) };
  } catch (refusal) {
    if (!String(refusal.code).startsWith('STATIX_ELF_')) throw refusal;
    return { refusal };
  }
}

function compareVerdicts(path, elf, theirs) {
  const kind = kindOf(theirs);
  const { linkage } = classifyLinkage(elf);
  add((counts.linkages[kind] ??= {}), linkage);
  if (elf.header.bits !== 64 || elf.header.byteOrder !== 'little') return;
  const checks = new Map(staticChecks(elf).map((check) => [check.id, check]));
  if (kind === 'static' || kind === 'static-pie') countStatic([...checks.values()]);
  for (const [id, allowed] of Object.entries(expectedVerdicts(theirs))) {
    const check = checks.get(id);
    add((counts.verdicts[id] ??= {}), check.status);
    if (allowed.includes(check.status)) continue;
    const reason = verdictExplained(check, elf, theirs);
    if (reason !== undefined) add(counts.verdictsExplained, `${id}: ${reason}`);
    else
      report(
        path,
        `check ${id}`,
        `${check.status} ${check.evidence.join(' | ')}`,
        allowed.join(' or '),
      );
  }
}

/** What a static program of this machine would be refused for, by the checks of the file alone. */
function countStatic(checks) {
  const failed = checks.filter(({ status }) => status === 'fail');
  add(counts.statics, failed.length === 0 ? 'pass' : 'fail');
  for (const { id } of failed) add(counts.staticFailures, id);
}

function report(path, field, ours, theirs) {
  counts.unexplained += 1;
  console.log(`DIFFERENT ${field} ${path}\n  ours:    ${short(ours)}\n  readelf: ${short(theirs)}`);
}

function short(text) {
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}

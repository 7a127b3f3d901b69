// Tells which remedies of the diagnosis are tried, and of the others why they are not:
//   node tools/remedies/untried.mjs
// A case of packages/cargo-musl/src/testing/remedies follows a remedy, or a test that elsewhere.json names.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { printedRemedies } = require('../../packages/advice/dist/testing/printed-remedies.js');
const { remedyCases } = require('../../packages/cargo-musl/dist/testing/remedies/cases.js');
const {
  remedyCoverage,
} = require('../../packages/cargo-musl/dist/testing/remedies/remedy-coverage.js');

const elsewhere = JSON.parse(readFileSync(join(import.meta.dirname, 'elsewhere.json'), 'utf8'));
const { tried, reasons, open, idle } = remedyCoverage(printedRemedies(), remedyCases, elsewhere);

for (const reason of reasons) console.log(`not tried: ${reason}`);
for (const one of idle)
  console.log(`elsewhere.json has what is not printed, or has a case: ${one}`);
for (const one of open) console.log(`OPEN: ${one}`);
console.log(
  `${tried} tried, ${reasons.length} not, with a reason; ${open.length} without a try or a reason`,
);
if (open.length > 0 || idle.length > 0) process.exitCode = 1;

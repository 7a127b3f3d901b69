// Fuzzes with one build of the reader in this process, until something is found or all inputs are done.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const [module, series, inputs] = process.argv.slice(2);
const { fuzzElf, readCorpus, Finding } = require(module);
const corpus = readCorpus(fileURLToPath(new URL('../../packages/elf/fixtures', import.meta.url)));
try {
  await fuzzElf(Number(series), { from: 0, to: Number(inputs) }, corpus);
} catch (error) {
  if (!(error instanceof Finding)) throw error;
  console.log(`FINDING ${error.index} ${error.message.replaceAll('\n', ' ')}`);
  process.exitCode = 1;
}

// A thread of run.mjs: judges the batches that it is given, and says before each input which one it is.
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

const require = createRequire(import.meta.url);
const { fuzzElf, readCorpus } = require(workerData.module);
const corpus = readCorpus(workerData.fixtures);
const current = new Int32Array(workerData.current);

parentPort.on('message', async ({ series, from, to }) => {
  try {
    const outcomes = await fuzzElf(series, { from, to }, corpus, (index) => {
      Atomics.store(current, 0, index);
      Atomics.add(current, 1, 1);
    });
    parentPort.postMessage({ from, to, outcomes: Object.fromEntries(outcomes) });
  } catch (error) {
    const { index = Atomics.load(current, 0), message } = error;
    parentPort.postMessage({ from, to, finding: { index, message } });
  }
});

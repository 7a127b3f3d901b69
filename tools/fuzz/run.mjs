// Fuzzes the ELF reader for long: goes on where it ended the last time, in threads.
//
//   node tools/fuzz/run.mjs [--inputs 10000000] [--minutes 60] [--workers 2] [--series N] [--only INDEX]
//
// The state is tools/fuzz/state.json: the series, how many inputs of it are done and what became of them; it is
// written after every batch, and begun anew when the reader is another. `node tools/fuzz/page.mjs` makes
// docs/fuzzing.md of it. `--only` judges one input again. Build first: npm run build.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { digestOfReader } from './digest-of-reader.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '10000000' },
    minutes: { type: 'string', default: '60' },
    workers: { type: 'string', default: String(availableParallelism()) },
    series: { type: 'string', default: '20261130' },
    only: { type: 'string' },
  },
});
const BATCH = 5000;
/** One input longer than this is a hang; what ends within a second is told by the input itself. */
const HANG_MILLISECONDS = 10_000;
const MOST_GROWTH_BYTES = 64 * 1024 ** 2;

const module = join(root, 'packages/elf/dist/testing/fuzz/fuzz-elf.js');
const fixtures = join(root, 'packages/elf/fixtures');
const statePath = join(root, 'tools/fuzz/state.json');
const series = Number(values.series);

if (values.only !== undefined) await judgeOne(Number(values.only));
else await fuzz();

async function judgeOne(index) {
  const require = createRequire(import.meta.url);
  const { inputOf, readCorpus } = require(module);
  const { judgeElf } = require(join(root, 'packages/elf/dist/testing/fuzz/judge-elf.js'));
  const bytes = inputOf(series, index, readCorpus(fixtures));
  const file = join(root, 'tmp', `fuzz-${series}-${index}`);
  writeFileSync(file, bytes);
  console.log(`${file}: ${await judgeElf(bytes)}`);
}

async function fuzz() {
  const state = readState();
  const most = Number(values.inputs);
  const deadline = Date.now() + Number(values.minutes) * 60_000;
  const began = Date.now();
  const startedAt = state.inputs;
  let next = state.inputs;
  let printed = 0;
  let baseline;
  const findings = [];
  const waiting = new Map();

  await Promise.all(Array.from({ length: Number(values.workers) }, () => runWorker()));
  const seconds = Math.round((Date.now() - began) / 1000);
  console.log(
    `${state.inputs} inputs in all, ${state.inputs - startedAt} of them now, in ${seconds} s`,
  );
  for (const { index, message } of findings) console.log(`FOUND ${index}: ${message}`);
  process.exitCode = findings.length === 0 ? 0 : 1;

  async function runWorker() {
    const current = new SharedArrayBuffer(8);
    const worker = new Worker(new URL('worker.mjs', import.meta.url), {
      workerData: { module, fixtures, current },
      resourceLimits: { maxOldGenerationSizeMb: 128 },
    });
    const watch = watchFor(worker, new Int32Array(current));
    try {
      while (next < most && Date.now() < deadline && findings.length === 0) {
        const from = next;
        next = Math.min(most, from + BATCH);
        const result = await answerOf(worker, { series, from, to: next });
        if (result.finding !== undefined) findings.push(result.finding);
        else take(result);
      }
    } finally {
      clearInterval(watch);
      await worker.terminate();
    }
  }

  function answerOf(worker, message) {
    return new Promise((resolve) => {
      const settle = (result) => {
        // Not all listeners: Node's own are among them, without which no answer comes any more.
        worker.off('message', settle).off('error', ended).off('exit', gone);
        resolve(result);
      };
      const ended = (why) => settle({ finding: { index: message.from, message: String(why) } });
      const gone = () => ended(`a thread ended in the batch from ${message.from}`);
      worker.on('message', settle).on('error', ended).on('exit', gone);
      worker.postMessage(message);
    });
  }

  function watchFor(worker, current) {
    let before = -1;
    return setInterval(() => {
      const count = Atomics.load(current, 1);
      if (count === before && count > 0) {
        const index = Atomics.load(current, 0);
        findings.push({ index, message: `no end within ${HANG_MILLISECONDS} ms` });
        void worker.terminate();
      }
      before = count;
    }, HANG_MILLISECONDS).unref();
  }

  /** Batches end in any order: what is done is what has none before it that is not. */
  function take({ from, to, outcomes }) {
    waiting.set(from, { to, outcomes });
    while (waiting.has(state.inputs)) {
      const batch = waiting.get(state.inputs);
      waiting.delete(state.inputs);
      state.inputs = batch.to;
      for (const [name, count] of Object.entries(batch.outcomes))
        state.outcomes[name] = (state.outcomes[name] ?? 0) + count;
    }
    const rss = process.memoryUsage.rss();
    // After the first batches: the threads and their code are there.
    if (state.inputs - startedAt > 20 * BATCH) baseline ??= rss;
    if (baseline !== undefined) {
      state.mostGrowthBytes = Math.max(state.mostGrowthBytes, rss - baseline);
      const limit = MOST_GROWTH_BYTES * Number(values.workers);
      if (rss - baseline > limit)
        findings.push({ index: from, message: `memory has grown by ${rss - baseline} bytes` });
    }
    writeState(state);
    if (Date.now() - printed < 10_000) return;
    printed = Date.now();
    const rate = Math.round((state.inputs - startedAt) / ((printed - began) / 1000));
    console.log(`${state.inputs} inputs, ${rate} a second`);
  }
}

function readState() {
  const reader = digestOfReader();
  const fresh = { series, reader, inputs: 0, outcomes: {}, mostGrowthBytes: 0 };
  if (!existsSync(statePath)) return fresh;
  const state = JSON.parse(readFileSync(statePath, 'utf8'));
  return state.reader === reader && state.series === series ? state : fresh;
}

function writeState(state) {
  const text = `${JSON.stringify(state, Object.keys(state).concat(Object.keys(state.outcomes)), 2)}\n`;
  writeFileSync(`${statePath}.new`, text);
  renameSync(`${statePath}.new`, statePath);
}

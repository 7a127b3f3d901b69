// Changes one byte of a packed program, between packing and checking, and looks whether compress-static
// would have delivered it:
//   node tools/upx-mutants/run.mjs            all 500
//   node tools/upx-mutants/run.mjs 50         the first 50 of the same 500, in an order that spreads them
//   node tools/upx-mutants/run.mjs --table    only writes the page
// Needs `npm run build`, an engine and the image. What was tried of the same packed file is not tried again:
// it stands in docs/evidence/upx-mutants.json, from which docs/evidence/upx-mutants.md is written.
//
// Half of the places are spread evenly over the whole file, half over the headers and UPX's stub, which are
// little of it. A mutant that passes every check of the task is judged by what the task does not know: runs
// with other arguments, and the program's own hash of its segments in memory, each compared with the
// original. `missed` is one that was let through and is not the same. Ends with code 1 if there is one.
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { imageTools } from './image-tools.mjs';
import { placesOf } from './places.mjs';
import { renderMutants } from './render-mutants.mjs';
import { writePage } from '../evidence/write-page.mjs';

const require = createRequire(import.meta.url);
const { packArchive } = require('../../packages/engine');
const { openElf } = require('../../packages/elf');
const { containerRuns, proveProgram } = require('../../packages/proof');
const { compressSchema, planCompress } = require('../../packages/upx');
const { checkPacked } = require('../../packages/upx/dist/executors/compress/check-packed.js');
const { packBinary } = require('../../packages/upx/dist/executors/compress/pack.js');
const { compileProbe } = require('../../packages/upx/dist/probe/compile-probe.js');

const root = fileURLToPath(new URL('../..', import.meta.url));
const resultsPath = join(root, 'docs/evidence/upx-mutants.json');
const COUNT = 500;

const longText = 'a word '.repeat(4000);

/** Of none of these does the task know. */
const hidden = [
  { args: ['segments'] },
  // The stub moves what is on the stack.
  { args: ['segments', ...longText.split(' ')], environment: { LONG: longText } },
  { args: ['numbers'] },
  { args: ['words', 'Some words and some', 'more WORDS'] },
  { args: ['threads'] },
  { args: ['panic'] },
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { table: { type: 'boolean', default: false } },
});
const wanted = Number(positionals[0] ?? COUNT);

const known = existsSync(resultsPath) ? JSON.parse(readFileSync(resultsPath, 'utf8')) : undefined;
const results = values.table ? known : await tryMutants();
await writePage(join(root, 'docs/evidence/upx-mutants.md'), renderMutants(results, COUNT));
const missed = results.mutants.filter(({ outcome }) => outcome === 'missed');
console.log(`${results.mutants.length} mutants, ${missed.length} missed`);
if (missed.length > 0) process.exitCode = 1;

async function tryMutants() {
  const scratch = mkdtempSync(join(tmpdir(), 'statix-upx-mutants-'));
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => stopping.abort(new Error(`Stopped by ${signal}`)));
  try {
    return await tryIn(scratch, stopping.signal);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function tryIn(scratch, signal) {
  const tools = await imageTools(root, signal);
  const { runProgram } = containerRuns(signal, () => Promise.resolve(tools.engine));
  const plan = planCompress(
    compressSchema.parse({
      args: ['--version'],
      expectedExitCode: 0,
      expectedStdout: '^mutant 1\\.0\\.0$',
      measure: false,
    }),
    'mutant',
  );
  const original = join(scratch, 'mutant');
  writeFileSync(original, await compile(tools), { mode: 0o755 });
  const { report, elf } = await proveProgram({ name: 'mutant', path: original }, plan, runProgram);
  if (report.verdict !== 'pass') throw new Error(JSON.stringify(report.checks, undefined, 1));
  const { sha256, size } = report.binary;
  const binary = {
    name: 'mutant',
    path: original,
    sha256,
    size,
    linkage: 'static-pie',
    elf,
    report,
  };
  const outcome = await packBinary(tools, plan, binary, scratch);
  if (outcome.path === undefined) throw new Error(`not packed: ${JSON.stringify(outcome)}`);
  const packed = readFileSync(outcome.path);
  const probePath = join(scratch, 'probe');
  await compileProbe(tools, probePath);
  const checking = { plan, tools, runProgram, scratch, probe: () => Promise.resolve(probePath) };

  // Without a change it has to pass, or nothing follows from the others.
  await checkPacked(checking, binary, outcome.path);
  const judge = { plan, runProgram, original: await hiddenRuns(runProgram, plan, original) };
  if (!(await isSame(judge, outcome.path)))
    throw new Error('The packed program itself is not the same as its original');

  const stub = stubOffset((await openElf(outcome.path)).elf);
  const about = {
    original: { sha256, size },
    packed: { sha256: outcome.sha256, size: outcome.size },
    upx: tools.contract.tools.find(({ name }) => name === 'upx')?.version,
    stub,
  };
  const places = placesOf(outcome.size, stub, COUNT);
  const mutants = known?.packed?.sha256 === outcome.sha256 ? known.mutants : [];
  for (const place of places.slice(0, wanted)) {
    signal.throwIfAborted();
    if (mutants.some((one) => one.offset === place.offset && one.mask === place.mask)) continue;
    const mutant = Buffer.from(packed);
    mutant[place.offset] ^= place.mask;
    const path = join(scratch, 'mutated');
    writeFileSync(path, mutant, { mode: 0o755 });
    const found = await judged(checking, judge, binary, path);
    mutants.push({ ...place, ...found });
    writeFileSync(resultsPath, `${JSON.stringify({ ...about, mutants }, undefined, 2)}\n`);
    console.log(
      `${mutants.length}/${wanted}  ${place.part} 0x${place.offset.toString(16)} ^ 0x${place.mask.toString(16)}  ${found.outcome}  ${found.by ?? ''}`,
    );
  }
  return { ...about, mutants };
}

/** @returns which check has refused it; or, of one that none has, whether it is the same as the original */
async function judged(checking, judge, binary, path) {
  try {
    await checkPacked(checking, binary, path);
  } catch (error) {
    checking.tools.signal.throwIfAborted();
    if (typeof error?.code !== 'string' || !/^STATIX_(UPX|ELF)_/.test(error.code)) throw error;
    return { outcome: 'refused', by: refusedBy(error) };
  }
  return { outcome: (await isSame(judge, path)) ? 'harmless' : 'missed' };
}

/** @returns a name for the first check that failed */
function refusedBy({ code, what, excerpt = [] }) {
  if (code === 'STATIX_UPX_FAILED') return what.startsWith('upx -t') ? 'upx -t' : 'upx -d';
  if (code === 'STATIX_UPX_NOT_REVERSIBLE') return 'upx -d gives other bytes';
  if (code.startsWith('STATIX_ELF_')) return 'its headers cannot be read';
  const failed = excerpt.filter((line) => !line.startsWith(' ')).map((line) => line.split(':')[0]);
  const ofRun = ['starts-from-scratch', 'expected-exit-code', 'expected-output'];
  const ofHeaders = failed.find((id) => id !== 'upx-memory' && !ofRun.includes(id));
  if (ofHeaders !== undefined) return ofHeaders;
  const isRunBroken = failed.some((id) => ofRun.includes(id));
  if (!failed.includes('upx-memory')) return 'the run';
  return isRunBroken ? 'memory, and the run' : 'memory alone';
}

async function isSame({ plan, runProgram, original }, path) {
  const own = await hiddenRuns(runProgram, plan, path);
  return JSON.stringify(own) === JSON.stringify(original);
}

async function hiddenRuns(runProgram, plan, path) {
  const all = [];
  for (const { args, environment = {} } of hidden) {
    const { result, stdout, stderr } = await runProgram(path, {
      ...plan.runs[0],
      arguments: args,
      environment: { ...plan.runs[0].environment, ...environment },
      expectation: { timeoutSeconds: 30 },
    });
    const { exitCode, timedOut, oomKilled } = result;
    const [out, err] = [stdout, stderr].map((text) => text.toString('latin1'));
    all.push({ args: args[0], exitCode, timedOut, oomKilled, out, err: withoutThreadId(err) });
  }
  return all;
}

/** Rust tells the id that the kernel gave to a thread that panics. */
function withoutThreadId(text) {
  return text.replaceAll(/\((\d+)\) panicked/g, '(…) panicked');
}

/** @returns where in the file the stub begins */
function stubOffset({ header, programHeaders }) {
  const { entry } = header;
  const segment = programHeaders.find(
    ({ address, fileSize }) => entry >= address && entry < address + fileSize,
  );
  if (segment === undefined) throw new Error('the entry point is in no segment');
  return Number(segment.offset + (entry - segment.address));
}

async function compile({ engine, imageId, contract, signal }) {
  const { workspace } = contract.paths;
  const source = readFileSync(join(root, 'tools/upx-mutants/program.rs'));
  let printed = '';
  const { result, value } = await engine.runContainer(
    {
      image: imageId,
      command: [
        ...['rustc', '--edition=2021', '-Copt-level=2', '-Cstrip=symbols'],
        ...['--target=x86_64-unknown-linux-musl', '-oprogram', 'program.rs'],
      ],
      environment: {},
      workingDirectory: workspace,
      user: '65534:65534',
      purpose: 'mutants',
      network: 'none',
      limits: {},
    },
    { stderr: (chunk) => (printed += chunk.toString()), signal },
    {
      before: (container) =>
        container.putArchive(
          workspace,
          packArchive([{ path: 'program.rs', mode: 0o644, content: source }]),
        ),
      after: async (container, { exitCode }) =>
        exitCode === 0
          ? buffer((await container.getFile(`${workspace}/program`)).content)
          : undefined,
    },
  );
  if (result.exitCode !== 0 || value === undefined) throw new Error(printed);
  console.log(`program: sha256 ${createHash('sha256').update(value).digest('hex')}`);
  return value;
}

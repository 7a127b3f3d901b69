// What packing gains and costs real programs, by the code of compress-static:
//   node tools/upx-cost/run.mjs [FOLDER]
// FOLDER (default: dist/static) is where build-static has put the programs of e2e/validation that are named
// below: `nx run <program>:build-static` for each. Needs `npm run build`, an engine and the image, and a
// machine that does nothing else. Writes docs/evidence/upx-cost.md. Ends with code 1 if a program is missing.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { writePage } from '../evidence/write-page.mjs';
import { imageTools } from '../upx-mutants/image-tools.mjs';
import { renderCosts } from './render-costs.mjs';

const require = createRequire(import.meta.url);
const { containerRuns, proveProgram } = require('../../packages/proof');
const { compressSchema, planCompress } = require('../../packages/upx');
const { checkPacked } = require('../../packages/upx/dist/executors/compress/check-packed.js');
const { packBinary } = require('../../packages/upx/dist/executors/compress/pack.js');
const { compileProbe } = require('../../packages/upx/dist/probe/compile-probe.js');

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Small to large. */
const programs = ['hello-static', 'tokio-cli', 'rusqlite-bundled', 'reqwest-rustls'];

/** Bytes; UPX tries everything for minutes with a larger one. */
const LARGEST_FOR_ULTRA_BRUTE = 1_000_000;

const ways = [{ level: '1' }, { level: 'best' }, { lzma: true }, { ultraBrute: true }];

const folder = resolve(process.argv[2] ?? join(root, 'dist/static'));
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => stopping.abort(new Error(`Stopped by ${signal}`)));
const scratch = mkdtempSync(join(tmpdir(), 'statix-upx-cost-'));
try {
  await measureAll();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function measureAll() {
  const [load] = loadavg();
  const tools = await imageTools(root, stopping.signal);
  const { runProgram } = containerRuns(stopping.signal, () => Promise.resolve(tools.engine));
  const probePath = join(scratch, 'probe');
  await compileProbe(tools, probePath);
  const rows = [];
  for (const name of programs) {
    const path = join(folder, name, 'x86_64-unknown-linux-musl/release', name);
    for (const way of ways) {
      const plan = planCompress(compressSchema.parse({ ...way, maxRatio: 1 }), name);
      const { report, elf } = await proveProgram({ name, path }, plan, runProgram);
      const { sha256, size } = report.binary;
      if (way.ultraBrute && size > LARGEST_FOR_ULTRA_BRUTE) continue;
      const binary = { name, path, sha256, size, linkage: report.linkage, elf, report };
      const begun = performance.now();
      const packed = await packBinary(tools, plan, binary, scratch);
      const seconds = (performance.now() - begun) / 1000;
      const row = {
        name,
        way: Object.keys(way)
          .map((key) => wayOf(key, way[key]))
          .join(),
        size,
        seconds,
      };
      rows.push(
        packed.path === undefined
          ? row
          : {
              ...row,
              packed: packed.size,
              ...(await costOf(packed.path)),
              ...gzipped(path, packed.path),
            },
      );
      console.log(JSON.stringify(rows.at(-1)));

      async function costOf(file) {
        const checking = {
          plan,
          tools,
          runProgram,
          scratch,
          probe: () => Promise.resolve(probePath),
        };
        const { cost } = await checkPacked(checking, binary, file);
        return { cost };
      }
    }
  }
  const upx = tools.contract.tools.find((tool) => tool.name === 'upx')?.version;
  const page = renderCosts(rows, {
    upx,
    load,
    processors: cpus(),
    largest: LARGEST_FOR_ULTRA_BRUTE,
  });
  await writePage(join(root, 'docs/evidence/upx-cost.md'), page);
}

function wayOf(key, value) {
  return key === 'level' ? `level ${value}` : key;
}

function gzipped(original, packed) {
  const size = (path) => gzipSync(readFileSync(path), { level: 9 }).byteLength;
  return { gzipOriginal: size(original), gzipPacked: size(packed) };
}

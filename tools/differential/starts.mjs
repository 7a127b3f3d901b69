// Starts programs of this machine from a root that holds nothing else, and compares what Linux does with our verdict.
//
//   node tools/differential/starts.mjs [--dynamic 40]
//
// Every program under the folders of run.mjs that we call static, and so many evenly chosen ones that we call
// dynamic, each alone in a container from scratch: no network, no capability, as nobody, with `--version`. A
// program whose interpreter is not there cannot be started by Linux. Writes tools/differential/starts.json.
// Build first: npm run build.
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { elfFiles } from './elf-files.mjs';
import { defaultFolders } from './folders.mjs';
import { writeDifferentialPage } from './page.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);
const { classifyLinkage, readElfStructure } = require(join(root, 'packages/elf/dist/index.js'));
const { values } = parseArgs({ options: { dynamic: { type: 'string', default: '40' } } });
const folder = mkdtempSync(join(tmpdir(), 'statix-starts-'));
const EMPTY = 'statix.local/differential-empty:latest';

await execa('docker', ['import', '-', EMPTY], { input: Buffer.alloc(1024) });
try {
  const { fixed, dynamic } = await choose(Number(values.dynamic));
  const results = { static: {}, dynamic: {}, wrong: [] };
  for (const [is, paths] of [
    ['static', fixed],
    ['dynamic', dynamic],
  ])
    for (const path of paths) {
      const outcome = await start(path);
      results[is][outcome] = (results[is][outcome] ?? 0) + 1;
      if (outcome === (is === 'static' ? 'no interpreter' : 'started')) results.wrong.push(path);
    }
  for (const path of results.wrong) console.log(`WRONG ${path}`);
  console.log(JSON.stringify(results));
  const counts = { ...results, wrong: results.wrong.length };
  writeFileSync(
    join(root, 'tools/differential/starts.json'),
    `${JSON.stringify(counts, null, 2)}\n`,
  );
  await writeDifferentialPage();
  process.exitCode = results.wrong.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
  await execa('docker', ['rmi', '--force', EMPTY], { reject: false });
}

async function choose(most) {
  const [fixed, dynamic] = [[], []];
  for (const path of elfFiles(defaultFolders())) {
    const elf = await structureOf(path);
    // An x86-64 kernel starts no other machine's.
    if (elf?.header.machine !== 62) continue;
    const { linkage } = classifyLinkage(elf);
    if (linkage === 'static' || linkage === 'static-pie') fixed.push(path);
    if (linkage === 'dynamic') dynamic.push(path);
  }
  const step = Math.max(1, Math.floor(dynamic.length / most));
  return { fixed, dynamic: dynamic.filter((_, index) => index % step === 0).slice(0, most) };
}

async function structureOf(path) {
  const file = await open(path);
  try {
    return await readElfStructure(file, path);
  } catch (error) {
    if (!String(error.code).startsWith('STATIX_ELF_')) throw error;
    return undefined;
  } finally {
    await file.close();
  }
}

/** @returns {Promise<'started' | 'no interpreter' | 'not started'>} what Linux did with it */
async function start(path) {
  const { stdout: id } = await execa('docker', [
    ...['create', '--network', 'none', '--cap-drop', 'ALL', '--user', '65534:65534'],
    ...['--security-opt', 'no-new-privileges', '--memory', '256m', '--pids-limit', '64'],
    ...[EMPTY, '/program', '--version'],
  ]);
  try {
    // Test data that nobody means to start is not executable.
    const copy = join(folder, 'program');
    copyFileSync(path, copy);
    chmodSync(copy, 0o755);
    await execa('docker', ['cp', copy, `${id}:/program`]);
    const { stderr } = await execa('docker', ['start', '--attach', id], {
      ...{
        reject: false,
        timeout: 20_000,
        stdin: 'ignore',
        buffer: { stdout: false, stderr: true },
      },
    });
    if (/exec (?:\/program|user process caused): no such file or directory/.test(stderr))
      return 'no interpreter';
    return /starting container process|permission denied|exec format error/.test(stderr)
      ? 'not started'
      : 'started';
  } finally {
    await execa('docker', ['rm', '--force', id]);
  }
}

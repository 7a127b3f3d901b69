// Asks file, ldd, checksec, hardening-check and @statix/elf of one corpus, and writes where they are wrong.
//
//   node tools/peers/run.mjs
//
// The corpus: packages/elf/fixtures, files that are made of them by changing bytes, programs of Debian and of
// packages that are installed here. What each is, is known from how it was made. The tools are Debian's packages,
// which are installed as root on Debian. ldd runs in a container without a network. Writes
// docs/verify-peers.md; fails when our verdict is wrong of any file. Build first: npm run build.
import { existsSync, mkdtempSync, rmSync, chmodSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa, execaSync } from 'execa';
import { BASE, provideBaseImage } from '../bootstrap/base-image.mjs';
import { aptInstall, isDebian } from '../bootstrap/engine.mjs';
import { askChecksec, askFile, askHardeningCheck, askLdd } from './ask-peers.mjs';
import { writeCorpus } from './corpus.mjs';
import { judge } from './judge.mjs';
import { writePeersPage } from './page.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);
const { classifyLinkage, openElf, staticChecks } = require(
  join(root, 'packages/elf/dist/index.js'),
);

await providePeers();
await provideBaseImage();
const folder = mkdtempSync(join(tmpdir(), 'statix-peers-'));
const container = await startContainer();
try {
  const samples = writeCorpus(folder, (path, to) => {
    execaSync('docker', ['cp', '--follow-link', `${container}:${path}`, to]);
  });
  chmodSync(folder, 0o755);
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o755);
  await execa('docker', ['cp', `${folder}/.`, `${container}:/tmp/corpus`]);
  const rows = [];
  for (const [index, sample] of samples.entries()) rows.push(await ask(sample, String(index)));
  await writePeersPage(rows, await versions());
  const wrong = rows.filter(({ wrong: tools }) => tools.includes('ours'));
  for (const { name, is, said } of wrong) console.log(`WRONG ${name}, ${is}: ${said.ours.linkage}`);
  console.log(`${rows.length} files, ${wrong.length} wrong verdicts of ours`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
  await execa('docker', ['rm', '--force', container]);
}

async function ask(sample, number) {
  const path = join(folder, number);
  const said = {
    ours: await askOurs(path),
    file: await askFile(path),
    ldd: await askLdd(container, `/tmp/corpus/${number}`),
    checksec: await askChecksec(path),
    hardening: await askHardeningCheck(path),
  };
  return { ...sample, said, wrong: judge(sample.is, said) };
}

async function askOurs(path) {
  try {
    const { elf } = await openElf(path);
    const checks = staticChecks(elf);
    const status = (id) => checks.find((check) => check.id === id).status;
    const { status: relro, summary } = checks.find(({ id }) => id === 'relro');
    return {
      linkage: classifyLinkage(elf).linkage,
      verdict: status('linkage'),
      stack: status('non-executable-stack'),
      relro: relro === 'warn' ? (/^No/.test(summary) ? 'none' : 'in part') : relro,
    };
  } catch (error) {
    if (!String(error.code).startsWith('STATIX_ELF_')) throw error;
    return { linkage: error.code, verdict: 'fail', stack: '–', relro: '–' };
  }
}

/** As nobody, without a network, with limits: what is in the corpus is hostile. */
async function startContainer() {
  const { stdout } = await execa('docker', [
    ...['run', '--detach', '--network', 'none', '--cap-drop', 'ALL'],
    ...['--security-opt', 'no-new-privileges', '--user', '65534:65534'],
    ...['--memory', '256m', '--pids-limit', '64', BASE, 'sleep', '1800'],
  ]);
  return stdout.trim();
}

async function providePeers() {
  const peers = [
    ['/usr/bin/file', 'file'],
    ['/usr/bin/checksec', 'checksec'],
    ['/usr/bin/hardening-check', 'devscripts'],
  ];
  const missing = peers.filter(([path]) => !existsSync(path)).map(([, name]) => name);
  if (missing.length === 0) return;
  if (!isDebian() || process.getuid?.() !== 0)
    throw new Error(`These programs are needed:\n  sudo apt-get install ${missing.join(' ')}`);
  console.log(`apt-get install ${missing.join(' ')}`);
  await aptInstall(missing);
}

async function versions() {
  const firstLine = async (command, args) =>
    (await execa(command, args, { reject: false })).stdout.split('\n')[0];
  const debian = async (name) =>
    (await execa('dpkg-query', ['-W', '-f', '${Version}', name], { reject: false })).stdout;
  return {
    file: await firstLine('file', ['--version']),
    ldd: await firstLine('docker', ['exec', container, 'ldd', '--version']),
    checksec: `checksec ${await debian('checksec')}`,
    hardening: `hardening-check of devscripts ${await debian('devscripts')}`,
  };
}

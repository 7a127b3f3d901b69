// Builds one probe as a user's crate is built: crates fetched with a network, compiled without one,
// the program run from scratch.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { parse } from 'smol-toml';

const require = createRequire(import.meta.url);
const { packArchive } = require('../../packages/engine');
const { runFromScratch } = require('../../packages/proof');
const { classifyLinkage, openElf } = require('../../packages/elf');
const { diagnoseLog } = require('../../packages/advice');
const { networkAccess } = require('../../packages/cargo-musl/dist/machine/network.js');
const { cargoEnvironment } = require('../../packages/cargo-musl/dist/cargo/environment.js');

const triple = 'x86_64-unknown-linux-musl';
const runTimeout = 60_000;
const runMemory = 512 * 1024 * 1024;

/**
 * @returns what became of it: `runs`, or the step it failed at with what the log's diagnosis says
 */
export async function tryProbe(engine, probe, { image, contract, volumes, timeoutSeconds, onLog }) {
  const { paths } = contract;
  const files = (entries) =>
    packArchive(
      Object.entries(entries).map(([path, content]) => ({
        path,
        mode: 0o644,
        content: Buffer.from(content),
      })),
    );
  const run = async (purpose, command, { lock, network, environment = {}, after }) => {
    let log = '';
    const keep = (chunk) => {
      log += chunk.toString('utf8');
    };
    const started = Date.now();
    const { result, value } = await engine.runContainer(
      {
        image,
        command,
        environment: { ...cargoEnvironment(contract, { colour: false }), ...environment },
        workingDirectory: paths.workspace,
        purpose,
        network,
        volumes: [
          {
            volume: volumes.cargoHome,
            target: paths.cargoHome,
            readOnly: network === 'none',
          },
          { volume: volumes.target, target: paths.target },
        ],
        limits: { pids: 4096 },
      },
      { stdout: keep, stderr: keep, timeoutMilliseconds: timeoutSeconds * 1000 },
      {
        before: async (container) => {
          await container.putArchive(
            paths.workspace,
            files({
              'Cargo.toml': probe.manifest,
              'src/main.rs': probe.main,
              ...(lock === undefined ? {} : { 'Cargo.lock': lock }),
            }),
          );
          if (network === 'none') return;
          const { caBundle } = networkAccess(process.env, caPath);
          if (caBundle !== undefined) {
            await container.putArchive(paths.home, files({ 'site-ca.pem': caBundle }));
          }
        },
        after: (container, ended) => (ended.exitCode === 0 ? after(container) : undefined),
      },
    );
    await onLog(purpose, log);
    return { result, value, log, seconds: Math.round((Date.now() - started) / 1000) };
  };
  const read = async (container, path) => buffer((await container.getFile(path)).content);
  const caPath = `${paths.home}/site-ca.pem`;

  const fetched = await run(
    'fetch',
    ['cargo', 'fetch', '--target', triple, '--target', contract.hostTriple],
    {
      network: 'bridge',
      environment: networkAccess(process.env, caPath).environment,
      after: (container) => read(container, `${paths.workspace}/Cargo.lock`),
    },
  );
  if (fetched.value === undefined) return { status: 'not fetched', ...explain(fetched) };
  const versions = lockedVersions(fetched.value.toString('utf8'), probe.crates);

  const built = await run(
    'build',
    ['cargo', 'build', '--frozen', '--release', '--target', triple, '--target-dir', paths.target],
    {
      network: 'none',
      lock: fetched.value,
      after: (container) => read(container, `${paths.target}/${triple}/release/statix-probe`),
    },
  );
  const facts = { versions, seconds: built.seconds };
  if (built.value === undefined) return { status: 'not built', ...facts, ...explain(built) };
  return { ...facts, ...(await runProgram(engine, probe, built.value)) };
}

async function runProgram(engine, probe, binary) {
  const folder = await mkdtemp(join(tmpdir(), 'statix-probe-'));
  try {
    const program = join(folder, probe.name);
    await writeFile(program, binary, { mode: 0o755 });
    const { elf, size } = await openElf(program);
    const { linkage } = classifyLinkage(elf);
    const { result, stdout, stderr } = await runFromScratch(engine, {
      program,
      arguments: [],
      tmpfs: ['/tmp'],
      pids: 256,
      timeoutMilliseconds: runTimeout,
      memoryBytes: runMemory,
    });
    const printed = stdout.toString('utf8').trim();
    const facts = { linkage, size, printed: printed.slice(0, 200) };
    if (!linkage.startsWith('static')) return { status: 'not static', ...facts };
    const right = result.exitCode === 0 && new RegExp(probe.prints ?? '.').test(printed);
    if (right) return { status: 'runs', ...facts };
    const end = result.startError ?? result.signal ?? `exit code ${result.exitCode}`;
    const error = `${end}: ${stderr.toString('utf8').slice(-500)}`;
    return { status: 'does not run', ...facts, error };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What a user would be told, or the log's own last error. */
function explain({ log, result }) {
  const diagnoses = diagnoseLog(log).map(({ id }) => id);
  const error = log.split('\n').findLast((line) => /error|undefined|fatal/i.test(line));
  return { diagnoses, error: result.timedOut ? 'out of time' : (error ?? '').slice(0, 300) };
}

function lockedVersions(lock, crates) {
  const packages = parse(lock).package ?? [];
  return Object.fromEntries(
    crates.flatMap((name) => {
      const found = packages.find((candidate) => candidate.name === name);
      return found === undefined ? [] : [[name, found.version]];
    }),
  );
}

// Fetches and builds a small program in the image, the way a user's program is built: crates with a
// network, the compilation without one.
import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

const require = createRequire(import.meta.url);
const { connectEngine, packArchive } = require('../../packages/engine');
const toolchain = require('../../packages/toolchain');
const { networkAccess } = require('../../packages/cargo-musl/dist/machine/network.js');
const { cargoEnvironment } = require('../../packages/cargo-musl/dist/cargo/environment.js');

const triple = 'x86_64-unknown-linux-musl';
// Of wall time, on a machine that does other work too.
export const buildSeconds = 900;
const fetchSeconds = 180;
const workspaceRoot = join(import.meta.dirname, '../..');
const logs = join(workspaceRoot, 'tmp', 'doctor-precision');
mkdirSync(logs, { recursive: true });

/** The image of the recipe, or the one that the environment names, and what runs commands in it. */
export async function openImage() {
  const engine = await connectEngine();
  const definition = await toolchain.readImageDefinition(
    workspaceRoot,
    'images/statix/statix-image.json',
  );
  const identity = toolchain.identifyImage(definition);
  // Another image that is on the engine can be named, to measure it.
  const reference = process.env['IMAGE'] ?? identity.reference;
  const image = await engine.findImage(reference);
  if (image === undefined) throw new Error(`make the image first: ${reference}`);
  const contract = await toolchain.readImageContract(engine, image.id);
  // Two of these can run beside each other, each with crates of its own to build.
  const lane = process.env['LANE'] ?? '1';
  const volumes = {
    cargo: `statix-doctor-precision-cargo-${lane}`,
    target: `statix-doctor-precision-target-${lane}`,
  };
  for (const name of Object.values(volumes)) await engine.ensureVolume(name, {});
  return { engine, image, contract, reference, volumes };
}

/** @returns the lock file as `file` unless it failed */
export function fetchProbe(opened, name, files) {
  const { paths, hostTriple } = opened.contract;
  return run(opened, `${name}.fetch`, {
    files,
    fetching: true,
    command: ['cargo', 'fetch', '--target', triple, '--target', hostTriple],
    wantedFile: `${paths.workspace}/Cargo.lock`,
  });
}

/** @returns the program as `file` unless it failed */
export function buildProbe(opened, name, files, environment = {}) {
  const { paths } = opened.contract;
  return run(opened, `${name}.build`, {
    files,
    fetching: false,
    environment,
    command: [
      'nice',
      '-n',
      '5',
      'cargo',
      'build',
      '--frozen',
      // Whether it links does not depend on how well it is optimised.
      '--config',
      'profile.dev.debug=0',
      '--target',
      triple,
      '--target-dir',
      paths.target,
    ],
    wantedFile: `${paths.target}/${triple}/debug/probe`,
  });
}

async function run(opened, name, { files, fetching, environment = {}, command, wantedFile }) {
  const { engine, image, contract, volumes } = opened;
  const { paths } = contract;
  const network = networkAccess(process.env, `${paths.home}/site-ca.pem`);
  let log = '';
  const keep = (chunk) => {
    log += chunk.toString('utf8');
  };
  const started = Date.now();
  const { result, value } = await engine.runContainer(
    {
      image: image.id,
      command,
      environment: {
        ...cargoEnvironment(contract, { colour: false }),
        ...(fetching ? network.environment : {}),
        ...environment,
      },
      workingDirectory: paths.workspace,
      purpose: fetching ? 'fetch' : 'build',
      network: fetching ? 'bridge' : 'none',
      volumes: [
        { volume: volumes.cargo, target: paths.cargoHome, readOnly: !fetching },
        { volume: volumes.target, target: paths.target },
      ],
      limits: { pids: 4096 },
    },
    {
      stdout: keep,
      stderr: keep,
      timeoutMilliseconds: (fetching ? fetchSeconds : buildSeconds) * 1000,
    },
    {
      before: async (container) => {
        await container.putArchive(paths.workspace, archive(files));
        if (fetching && network.caBundle !== undefined) {
          await container.putArchive(paths.home, archive({ 'site-ca.pem': network.caBundle }));
        }
      },
      after: async (container, ended) =>
        ended.exitCode === 0 ? buffer((await container.getFile(wantedFile)).content) : undefined,
    },
  );
  await writeFile(join(logs, `${name}.log`), log);
  return {
    file: value,
    log,
    timedOut: result.timedOut,
    seconds: Math.round((Date.now() - started) / 1000),
  };
}

function archive(files) {
  return packArchive(
    Object.entries(files).map(([path, content]) => ({
      path,
      mode: 0o644,
      content: Buffer.from(content),
    })),
  );
}

/** Refers to what is called through a black box, or the linker never looks for it. */
export function callingMain({ symbol, expression }) {
  return symbol === undefined
    ? `fn main() {\n    println!("{:?}", ${expression});\n}\n`
    : `fn main() {\n    println!("{:?}", std::hint::black_box(${symbol} as *const ()));\n}\n`;
}

export function bareMain(crate) {
  return `use ${crate.replaceAll('-', '_')} as _;\n\nfn main() {}\n`;
}

export function lastError(log) {
  const lines = log
    .split('\n')
    .filter((line) => /error|undefined|fatal|not found|panicked/i.test(line));
  return (lines.at(-1) ?? '').trim().slice(0, 200);
}

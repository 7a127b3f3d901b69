// Every Nx and every Node: an end-to-end test that runs, Nx and all, under that Node. And other engines: the same test
// with each; with a newer Docker all integration tests and restarts as well; with Podman an image that it has made.
// And registries that others have written.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { BASE } from '../bootstrap/base-image.mjs';
import { run } from '../bootstrap/run.mjs';
import { startNewerEngine } from './newer-engine.mjs';
import { startOtherEngine } from './other-engines.mjs';

/** Those that e2e/affected.e2e.ts knows, too. */
const NX_23 = '23.2.1';
const NX_24 = '24.0.6';
const TEST = 'e2e/static-binary.e2e.ts';
const CONTAINERS = 'packages/engine/src/container/run-container.integration.spec.ts';

/**
 * @typedef {{ name: string, nx: string, node: string, engine?: 'docker' | import('./other-engines.mjs').OtherEngine }} OfVersions
 * @typedef {{ name: string, registry: string }} OfRegistry crate and version of the registry's program
 * @typedef {OfVersions | OfRegistry} Combination
 */

/**
 * Each Nx with two Nodes and each Node at least once: what one of them breaks does not depend on the other.
 * @type {Combination[]}
 */
export const combinations = [
  { name: 'Nx 23, Node 20', nx: NX_23, node: '20' },
  { name: 'Nx 24, Node 22', nx: NX_24, node: '22' },
  { name: 'Nx 24, Node 24', nx: NX_24, node: '24' },
  { name: 'Docker of Debian 13', nx: NX_23, node: '22', engine: 'docker' },
  { name: 'Rootless Docker of Debian 13', nx: NX_24, node: '22', engine: 'docker-rootless' },
  { name: 'Podman of Debian 13', nx: NX_24, node: '22', engine: 'podman' },
  { name: 'Rootless Podman of Debian 13', nx: NX_24, node: '22', engine: 'podman-rootless' },
  { name: 'Registry Cratery', registry: 'cratery@1.11.1' },
  { name: 'Registry Kellnr', registry: 'kellnr@6.13.0' },
];

/**
 * @param {string} root
 * @param {Combination} combination
 * @param {string} commit
 * @returns {Promise<Omit<import('./evidence.mjs').ProvenCombination, 'recipe'>>}
 */
export async function proveCombination(root, combination, commit) {
  if ('registry' in combination) return proveRegistry(root, combination, commit);
  const { nx, node, engine: kind } = combination;
  const binaries = await provideNode(root, node);
  const env = {
    ...process.env,
    PATH: `${binaries}${delimiter}${process.env.PATH}`,
    STATIX_E2E_NX: nx,
  };
  const version = (await run('node', ['--version'], { env, quiet: true })).trim().slice(1);
  const tests = ['--selectProjects', 'e2e', '--runTestsByPath', TEST];
  if (kind === undefined) {
    const counted = await runTests(root, `nx-${nx}-node-${node}`, tests, env);
    return { commit, versions: `Nx ${nx}, Node ${version}`, ...counted };
  }
  if (kind !== 'docker') {
    const { engine, ...counted } = await proveOtherEngine(root, kind, tests, env);
    return { commit, versions: `${engine}, Nx ${nx}, Node ${version}`, ...counted };
  }
  const engine = await startNewerEngine(root);
  try {
    const there = { ...env, DOCKER_HOST: engine.address, NX_DAEMON: 'false' };
    await carryImage(root, env, there);
    const first = await runTests(root, 'newer-engine', tests, there);
    const second = await runTests(
      root,
      'newer-engine-integration',
      ['--selectProjects', 'integration'],
      there,
    );
    const third = await runTests(root, 'newer-engine-restart', ['--selectProjects', 'restart'], {
      ...there,
      STATIX_E2E_ENGINE_PID: engine.pidFile,
    });
    const parts = [first, second, third];
    return {
      commit,
      versions: `Docker ${engine.version}, Nx ${nx}, Node ${version}`,
      ...sum(parts),
    };
  } finally {
    await engine.stop();
  }
}

/** The engine makes the image from nothing and checks it; then its containers are tested, and a workspace builds there. */
async function proveOtherEngine(root, name, tests, env) {
  const engine = await startOtherEngine(root, name);
  try {
    const there = { ...env, DOCKER_HOST: engine.address, NX_DAEMON: 'false' };
    await carryBase(root, env, there);
    for (const task of [['statix-image:image', '--noCache'], ['statix-image:image-check']])
      await run('npx', ['--no-install', 'nx', 'run', ...task, '--outputStyle=stream'], {
        cwd: root,
        env: there,
      });
    const containers = ['--selectProjects', 'integration', '--runTestsByPath', CONTAINERS];
    const parts = [
      await runTests(root, `${name}-containers`, containers, there),
      await runTests(root, name, tests, there),
    ];
    return { engine: engine.version, ...sum(parts) };
  } finally {
    await engine.stop();
  }
}

/** @param {{ passed: number, failed: number }[]} parts */
function sum(parts) {
  return {
    passed: parts.reduce((all, { passed }) => all + passed, 0),
    failed: parts.reduce((all, { failed }) => all + failed, 0),
  };
}

/** @param {string} root @param {OfRegistry} combination @param {string} commit */
async function proveRegistry(root, { registry }, commit) {
  const env = { ...process.env, STATIX_TEST_REGISTRY: registry };
  const tests = ['--selectProjects', 'registries'];
  const counted = await runTests(root, registry, tests, env);
  return { commit, versions: registry.replace('@', ' '), ...counted };
}

/** The image and its base from this machine's engine to another: as between any two machines. */
async function carryImage(root, here, there) {
  const archive = join('tmp/matrix', 'image.tar');
  const image = (target, env) =>
    run('npx', ['--no-install', 'nx', 'run', `statix-image:${target}`, `--file=${archive}`], {
      cwd: root,
      env,
    });
  await image('image-save', here);
  await image('image-load', there);
  rmSync(join(root, archive));
  rmSync(join(root, `${archive}.json`));
  await carryBase(root, here, there);
}

async function carryBase(root, here, there) {
  const base = join(root, 'tmp/matrix/base.tar');
  await run('docker', ['save', '--output', base, BASE], { env: here });
  await run('docker', ['load', '--input', base], { env: there, quiet: true });
  rmSync(base);
}

async function runTests(root, name, tests, env) {
  const results = join(root, 'tmp/matrix', `${name}.json`);
  rmSync(results, { force: true });
  // A failed test is a result; it is in the file.
  await run(
    'node',
    [
      join(root, 'node_modules/jest/bin/jest.js'),
      ...['--maxWorkers=2', '--ci', '--json', '--outputFile', results],
      ...tests,
    ],
    { cwd: root, env },
  ).catch((error) => {
    if (!existsSync(results)) throw error;
  });
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(
    readFileSync(results, 'utf8'),
  );
  return {
    passed: numPassedTests,
    // A suite that cannot start has no tests that could fail.
    failed: Math.max(numFailedTests, numFailedTestSuites),
  };
}

/**
 * The folder of a Node of that major version, from the npm package `node`.
 * @param {string} root @param {string} major
 */
async function provideNode(root, major) {
  const folder = join(root, 'tmp/matrix', `node-${major}`);
  const binaries = join(folder, 'node_modules/node/bin');
  if (!existsSync(join(binaries, 'node'))) {
    mkdirSync(folder, { recursive: true });
    await run(
      'npm',
      ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', `node@${major}`],
      { cwd: folder, quiet: true },
    );
  }
  return binaries;
}

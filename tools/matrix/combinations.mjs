// Every Nx with every Node: an end-to-end test that runs, Nx and all, under that Node.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from '../bootstrap/run.mjs';

/** Those that e2e/affected.e2e.ts knows, too. */
const NX = ['23.2.1', '24.0.6'];
const NODE = ['20', '22', '24'];
const TEST = 'e2e/static-binary.e2e.ts';

/** @typedef {{ name: string, nx: string, node: string }} Combination */

/** @type {Combination[]} */
export const combinations = NX.flatMap((nx) =>
  NODE.map((node) => ({ name: `Nx ${nx.split('.')[0]}, Node ${node}`, nx, node })),
);

/**
 * @param {string} root
 * @param {Combination} combination
 * @param {string} commit
 * @returns {Promise<import('./evidence.mjs').ProvenCombination & { versions: string }>}
 */
export async function proveCombination(root, { nx, node }, commit) {
  const binaries = await provideNode(root, node);
  const results = join(root, 'tmp/matrix', `nx-${nx}-node-${node}.json`);
  rmSync(results, { force: true });
  const env = {
    ...process.env,
    PATH: `${binaries}${delimiter}${process.env.PATH}`,
    STATIX_E2E_NX: nx,
  };
  const version = (await run('node', ['--version'], { env, quiet: true })).trim();
  // A failed test is a result; it is in the file.
  await run(
    'node',
    [
      join(root, 'node_modules/jest/bin/jest.js'),
      ...['--selectProjects', 'e2e', '--runInBand', '--ci'],
      ...['--json', '--outputFile', results, '--runTestsByPath', TEST],
    ],
    { cwd: root, env },
  ).catch((error) => {
    if (!existsSync(results)) throw error;
  });
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(
    readFileSync(results, 'utf8'),
  );
  return {
    commit,
    versions: `Nx ${nx}, Node ${version.slice(1)}`,
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

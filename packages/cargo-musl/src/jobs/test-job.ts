import { NO_NETWORK_FILE, noNetworkFilter, withoutNetwork } from '../cargo/no-network.js';
import type { CargoJob, JobResult, Workbench } from '../workbench/workbench.js';
import { compileJob, type CompileRequest } from './compile-job.js';

export interface TestRequest extends Omit<CompileRequest, 'outputs'> {
  readonly network: 'none' | 'loopback';
  /** Absolute folders that are empty and writable. */
  readonly writablePaths: readonly string[];
}

/**
 * Runs tests that are compiled already, as `compileJob` compiles, and with what the tests declare. What
 * cargo and the tests print comes in one output, so that it is known which program a line is of.
 */
export function testJob(
  bench: Pick<Workbench, 'contract'>,
  { network, writablePaths, ...request }: TestRequest,
): CargoJob<JobResult | undefined> {
  const { paths } = bench.contract;
  const job = compileJob(bench, { ...request, outputs: [] }, () => Promise.resolve());
  const oneOutput = ['sh', '-c', 'exec "$@" 2>&1', 'sh', ...job.argv];
  const filter = { path: NO_NETWORK_FILE, content: noNetworkFilter(), executable: false };
  return {
    ...job,
    purpose: 'test',
    // Of the tests; what they are compiled by has had its own.
    network: false,
    argv: network === 'none' ? withoutNetwork(oneOutput, paths) : oneOutput,
    inputs: [
      ...job.inputs,
      ...(network === 'none' ? [{ folder: paths.home, files: [filter], times: {} }] : []),
    ],
    emptyFolders: [
      // Cargo lets tests write there, and what one run leaves the next one would find.
      `${paths.target}/${request.options.triple}/tmp`,
      ...writablePaths,
    ],
    after: (result) => Promise.resolve(result.exitCode === 0 ? result : undefined),
  };
}

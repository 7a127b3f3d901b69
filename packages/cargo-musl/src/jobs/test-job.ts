import { join } from 'node:path/posix';
import { text } from 'node:stream/consumers';
import { StatixError } from '@statix/contract';
import type { ArgumentsOf } from '../cargo/arguments.js';
import { toolPaths } from '../cargo/image-tools.js';
import { NO_NETWORK_FILE, noNetworkFilter, withoutNetwork } from '../cargo/no-network.js';
import type { CargoJob, JobFiles, Workbench } from '../workbench/workbench.js';
import { compileJob, type CompileRequest } from './compile-job.js';
import { coverageScript } from './coverage-script.js';

export interface TestRequest extends Omit<CompileRequest, 'outputs'> {
  readonly network: 'none' | 'loopback';
  /** Absolute folders that are empty and writable. */
  readonly writablePaths: readonly string[];
  readonly runner: 'cargo' | 'nextest';
  /** What makes cargo name the test programs, in JSON; given where the lines that run are counted. */
  readonly programs?: ArgumentsOf | undefined;
}

export interface TestedJob {
  /** In lcov's format; undefined where nothing was counted. */
  readonly lcov: string | undefined;
}

/** In the target folder. */
const LCOV_FILE = 'coverage.lcov';

/** Ten times that of a million lines of Rust. */
const LARGEST_LCOV = 256 * 1024 * 1024;

/**
 * Runs tests that are compiled already, as `compileJob` compiles, and with what the tests declare. What
 * cargo and the tests print comes in one output, so that it is known which program a line is of.
 *
 * @throws StatixError STATIX_COVERAGE_REFUSED for a file that is too large
 */
export function testJob(
  bench: Pick<Workbench, 'contract'>,
  { network, writablePaths, runner, programs, ...request }: TestRequest,
): CargoJob<TestedJob | undefined> {
  const { contract } = bench;
  const { paths } = contract;
  const job = compileJob(
    bench,
    { ...request, outputs: programs === undefined ? [] : [LCOV_FILE] },
    async (files): Promise<TestedJob> => ({
      lcov:
        programs === undefined ? undefined : await takeText(files, join(paths.target, LCOV_FILE)),
    }),
  );
  const profiles = `${paths.target}/${request.options.triple}/coverage`;
  const argv =
    programs === undefined
      ? ['sh', '-c', 'exec "$@" 2>&1', 'sh', ...job.argv]
      : countingLines(job.argv, {
          tools: toolPaths(contract),
          profiles,
          lcov: join(paths.target, LCOV_FILE),
          list: compileJob(bench, { ...request, argumentsOf: programs, outputs: [] }, () =>
            Promise.resolve(),
          ).argv,
        });
  const filter = { path: NO_NETWORK_FILE, content: noNetworkFilter(), executable: false };
  return {
    ...job,
    purpose: 'test',
    // Of the tests; what they are compiled by has had its own.
    network: false,
    argv: network === 'none' ? withoutNetwork(argv, paths) : argv,
    environment: {
      ...job.environment,
      // Of the events that tell which tests ran.
      ...(runner === 'nextest' ? { NEXTEST_EXPERIMENTAL_LIBTEST_JSON: '1' } : {}),
      // %m: one file for each program, which all that run at the same time merge into.
      ...(programs === undefined ? {} : { LLVM_PROFILE_FILE: `${profiles}/%4m.profraw` }),
    },
    inputs: [
      ...job.inputs,
      ...(network === 'none' ? [{ folder: paths.home, files: [filter], times: {} }] : []),
    ],
    emptyFolders: [
      // Cargo lets tests write there, and what one run leaves the next one would find.
      `${paths.target}/${request.options.triple}/tmp`,
      ...(programs === undefined ? [] : [profiles]),
      ...writablePaths,
    ],
  };
}

function countingLines(
  tests: readonly string[],
  {
    tools,
    profiles,
    lcov,
    list,
  }: {
    readonly tools: ReturnType<typeof toolPaths>;
    readonly profiles: string;
    readonly lcov: string;
    readonly list: readonly string[];
  },
): string[] {
  const { 'llvm-profdata': profdata = 'llvm-profdata', 'llvm-cov': cov = 'llvm-cov' } = tools;
  return [
    ...['bash', '-c', coverageScript, 'bash'],
    ...[profdata, cov, profiles, lcov, String(list.length), ...list, ...tests],
  ];
}

/** Whatever size is announced, no more than the limit is read. */
async function takeText(files: JobFiles, path: string): Promise<string | undefined> {
  const file = await files.open(path);
  if (file === undefined) return undefined;
  if (file.size > LARGEST_LCOV) {
    file.content.destroy();
    throw new StatixError({
      code: 'STATIX_COVERAGE_REFUSED',
      what: `The list of the lines that have run is larger than ${LARGEST_LCOV / 1024 / 1024} MiB`,
      remedies: ['Count them for fewer tests: options `lib` or `tests`.'],
    });
  }
  return text(file.content);
}

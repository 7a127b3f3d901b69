import type { RunExpectation } from '@statix/contract';
import type { StaticLinkage } from '@statix/elf';
import { policyOf, type Policy } from '../policy/policy.js';
import { levelOf, type CpuLevel } from './cpu-levels.js';
import { refuseContradictions } from './contradictions.js';
import { MAIN_RUN, type ProofOptions } from './run-options.js';

/** A file for the root of a run: its content, or where in the workspace that is, see `withRunFiles`. */
export interface RunFile {
  /** Absolute, in the container. */
  readonly path: string;
  readonly content: Buffer | { readonly file: string };
}

/** One run of a program in a container, all but the path of the program. */
export interface RunPlan {
  readonly name: string;
  /** `scratch`, or `image:` and the image whose files are there too. */
  readonly root: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly stdin: string | undefined;
  readonly files: readonly RunFile[];
  readonly tmpfs: readonly string[];
  readonly timeoutMilliseconds: number;
  readonly memoryBytes: number;
  readonly pids: number;
  readonly maxOutputBytes: number;
  readonly expectation: RunExpectation;
}

/** The runs of a program: the main one first. */
export type RunPlans = readonly [RunPlan, ...RunPlan[]];

/** How the programs of a project are proven. */
export interface ProofPlan {
  /** Undefined accepts both kinds. */
  readonly expectedLinkage: StaticLinkage | undefined;
  readonly policy: Policy;
  readonly run: 'required' | 'never';
  /** On every processor of it the programs are to run. */
  readonly cpuLevel: CpuLevel;
  /** How every binary is run that `perBinary` does not name. */
  readonly runs: RunPlans;
  readonly perBinary: ReadonlyMap<string, RunPlans>;
}

/** Of each output stream. More is read and thrown away. */
const MAX_OUTPUT_BYTES = 256 * 1024;

/**
 * Says how programs will be proven.
 *
 * @throws StatixError STATIX_OPTION_INVALID for options of a run that contradict each other
 */
export function planProof(
  options: AllOptions & {
    readonly expectedLinkage?: StaticLinkage | undefined;
  },
): ProofPlan {
  return {
    expectedLinkage: options.expectedLinkage,
    policy: policyOf(options),
    run: options.run,
    cpuLevel: levelOf(options.cpuLevel),
    runs: planRuns(options, {}),
    perBinary: new Map(
      Object.entries(options.perBinary).map(([name, own]) => [name, planRuns(options, own)]),
    ),
  };
}

/** How a program of that name is run. */
export function runsOf(plan: Pick<ProofPlan, 'runs' | 'perBinary'>, name: string): RunPlans {
  return plan.perBinary.get(name) ?? plan.runs;
}

/** The plan with every run of every program changed. */
export function mapRuns<Plan extends Pick<ProofPlan, 'runs' | 'perBinary'>>(
  plan: Plan,
  change: (run: RunPlan) => RunPlan,
): Plan {
  const changed = ([main, ...further]: RunPlans): RunPlans => [
    change(main),
    ...further.map((run) => change(run)),
  ];
  return {
    ...plan,
    runs: changed(plan.runs),
    perBinary: new Map([...plan.perBinary].map(([name, runs]) => [name, changed(runs)])),
  };
}

type AllOptions = Omit<ProofOptions, 'expectedLinkage'>;
type OwnOptions = ProofOptions['perBinary'][string];
type RunOptions = Omit<OwnOptions, 'runs'>;
type Shared = Required<
  Pick<ProofOptions, 'root' | 'environment' | 'files' | 'writablePaths' | 'timeoutSeconds'>
>;

/** The runs of one binary: its own settings over those of all; environments and files are merged. */
function planRuns(options: AllOptions, { runs: ownRuns, ...own }: OwnOptions): RunPlans {
  const shared = sharedOf(options, own);
  const main: RunOptions = {
    args: own.args ?? options.args,
    stdin: own.stdin ?? options.stdin,
    ...ending(options, own),
    expectedStdout: own.expectedStdout ?? options.expectedStdout,
    expectedStderr: own.expectedStderr ?? options.expectedStderr,
    ready: own.ready ?? options.ready,
    probe: own.probe ?? options.probe,
    stop: own.stop ?? options.stop,
  };
  const further = ownRuns ?? options.runs;
  return [
    planRun(MAIN_RUN, main, shared, options),
    ...further.map(({ name, ...run }) => planRun(name, run, sharedOf(shared, run), options)),
  ];
}

/** An exit code and a signal exclude each other: who says one of them has said both. */
function ending(
  all: RunOptions,
  own: RunOptions,
): Pick<RunOptions, 'expectedExitCode' | 'expectedSignal'> {
  const { expectedExitCode, expectedSignal } =
    own.expectedExitCode === undefined && own.expectedSignal === undefined ? all : own;
  return { expectedExitCode, expectedSignal };
}

function sharedOf(all: Shared, own: RunOptions): Shared {
  return {
    root: own.root ?? all.root,
    environment: { ...all.environment, ...own.environment },
    files: { ...all.files, ...own.files },
    writablePaths: own.writablePaths ?? all.writablePaths,
    timeoutSeconds: own.timeoutSeconds ?? all.timeoutSeconds,
  };
}

function planRun(
  name: string,
  own: RunOptions,
  { root, environment, files, writablePaths, timeoutSeconds }: Shared,
  { memoryMegabytes, pids }: Pick<ProofOptions, 'memoryMegabytes' | 'pids'>,
): RunPlan {
  refuseContradictions(name, own, { files: Object.keys(files), writablePaths });
  return {
    name,
    root,
    arguments: own.args ?? [],
    environment,
    stdin: own.stdin,
    files: Object.entries(files)
      .map(([path, content]) => ({
        path,
        content: typeof content === 'string' ? Buffer.from(content) : content,
      }))
      .sort((left, right) => (left.path < right.path ? -1 : 1)),
    tmpfs: writablePaths,
    timeoutMilliseconds: timeoutSeconds * 1000,
    memoryBytes: memoryMegabytes * 1024 ** 2,
    pids,
    maxOutputBytes: MAX_OUTPUT_BYTES,
    expectation: {
      timeoutSeconds,
      exitCode: own.expectedExitCode,
      signal: own.expectedSignal,
      stdout: own.expectedStdout,
      stderr: own.expectedStderr,
      ...server(own),
    },
  };
}

/** A server that is probed is ready when that port listens, and every server is stopped in the end. */
function server({
  ready,
  probe,
  stop,
}: RunOptions): Pick<RunExpectation, 'ready' | 'probe' | 'stop'> {
  if (ready === undefined && probe === undefined) return {};
  const port = probe === undefined ? undefined : 'http' in probe ? probe.http.port : probe.tcp;
  return {
    ready: ready ?? (port === undefined ? undefined : { port }),
    probe,
    stop: stop ?? 'SIGTERM',
  };
}

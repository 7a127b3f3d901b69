import { join } from 'node:path';
import { shellWord, StatixError, writeFileDurably } from '@statix/contract';
import type { Terminal } from '@statix/engine';
import { registryEnvironment } from '../../cargo/environment.js';
import { compileJob } from '../../jobs/compile-job.js';
import { BuildLog } from '../../output/build-log.js';
import { JobPrinter, type Terminal as Screen } from '../../output/job-printer.js';
import { withCargoRun, type CargoRun, type RunContext } from '../../run/cargo-run.js';
import { compileRequest } from '../../run/compile-request.js';
import { withCrates } from '../../run/with-crates.js';
import type { StagedTimes } from '../../staging/assign-times.js';
import type { CargoJob, JobOutput, JobResult } from '../../workbench/workbench.js';
import type { ShellPlan } from './plan.js';

export interface ShellContext extends RunContext {
  /** Undefined where there is none. */
  readonly terminal: Terminal | undefined;
  /** Where what a command prints is shown; standard output when undefined. */
  readonly screen?: Screen | undefined;
}

/**
 * Lets a person be where a package is built: its files, its environment, the crates, and no network. What
 * is changed there ends with it, but for the target folder, which is the shell's own.
 *
 * @throws StatixError STATIX_TERMINAL_MISSING, STATIX_COMMAND_FAILED with its exit code, and those of the
 *   build up to its compilation
 */
export async function performShell(plan: ShellPlan, context: ShellContext): Promise<void> {
  const { command, printCommand } = plan.options;
  const { terminal, report, workspaceRoot } = context;
  if (command === undefined && !printCommand && terminal === undefined) throw noTerminal();
  await withCargoRun(plan, context, 'shell', async (run) => {
    await withCrates(run, plan.seeds, () => Promise.resolve({ value: undefined }));
    const job = await shellJob(run, { stdout: () => undefined, stderr: () => undefined });
    if (printCommand) {
      const { archive, line } = run.bench.commandLine(job);
      const path = join(workspaceRoot, plan.archive);
      await writeFileDurably(path, archive());
      report(line(path));
      return;
    }
    if (command === undefined && terminal !== undefined) {
      const { indexes: registryIndexes } = run.credentials.plan;
      const build = plan.build(run.bench.contract.paths, { registryIndexes }).map(shellWord);
      report(`The build runs: ${build.join(' ')}`);
      requireStarted(await run.bench.interact(job, terminal));
      return;
    }
    const result = await runCommand(run, job, context);
    requireStarted(result);
    if (result.exitCode !== 0) throw commandFailed(result);
  });
}

/** What it prints is of code that is not trusted, and is shown as that of a build is. */
async function runCommand(
  { bench }: CargoRun<ShellPlan>,
  job: CargoJob<unknown>,
  { workspaceRoot, projectName, screen }: ShellContext,
): Promise<JobResult> {
  const log = await BuildLog.open({ workspaceRoot, projectName, purpose: 'shell' });
  const printer = new JobPrinter(log, screen);
  try {
    return (await bench.run({ ...job, onOutput: printer })).result;
  } finally {
    printer.end();
    log.close();
  }
}

async function shellJob(run: CargoRun<ShellPlan>, onOutput: JobOutput): Promise<CargoJob<unknown>> {
  const { plan, materials, bench } = run;
  // A shell can change its files before it compiles them, and what it compiled is there for the next: each
  // compiles the packages of the repository anew, as all that they are made of is of now.
  const now = await bench.now();
  const times: StagedTimes = Object.fromEntries(
    materials.sources.map(({ path }) => [path, { key: '', time: now }]),
  );
  const job = compileJob(
    bench,
    {
      ...compileRequest(run, () => [...plan.shell]),
      ...{ files: materials.staged, times, outputs: [], colour: true },
      onOutput,
    },
    () => Promise.resolve(),
  );
  return {
    ...job,
    purpose: 'shell',
    environment: { ...job.environment, ...registryEnvironment(run.credentials.plan.indexes) },
  };
}

function requireStarted({ startError }: JobResult): void {
  if (startError === undefined) return;
  throw new StatixError({
    code: 'STATIX_COMMAND_FAILED',
    what: 'The shell could not be started',
    why: startError,
    remedies: ['The image has to have bash: use one of the recipe that comes with Statix.'],
  });
}

function commandFailed({ exitCode, signal, oomKilled }: JobResult): StatixError {
  const how = oomKilled
    ? 'was ended by the kernel: no memory left'
    : signal === undefined
      ? `ended with exit code ${exitCode}`
      : `was ended by ${signal}`;
  return new StatixError({ code: 'STATIX_COMMAND_FAILED', what: `The command ${how}` });
}

function noTerminal(): StatixError {
  return new StatixError({
    code: 'STATIX_TERMINAL_MISSING',
    what: 'A shell wants a terminal, and this process has none',
    why: 'Nx gives one to a single task that is started in a terminal, and to none in CI.',
    remedies: [
      {
        text: 'Run one command:',
        snippet: 'npx nx run <project>:shell-static --command="cargo tree"',
      },
      {
        text: 'Or print a docker command, and type it in a terminal:',
        snippet: 'npx nx run <project>:shell-static --printCommand',
      },
    ],
  });
}

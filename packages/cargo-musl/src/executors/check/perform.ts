import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { writeFileDurably } from '@statix/contract';
import { requireTools } from '../../cargo/image-tools.js';
import { compileJob } from '../../jobs/compile-job.js';
import { datedJob } from '../../jobs/dated-job.js';
import { codeQuality } from '../../output/annotations.js';
import { CompilerMessages, type Diagnostic } from '../../output/compiler-messages.js';
import { departuresFromLock } from '../../output/departures-from-lock.js';
import { LineReader } from '../../output/line-reader.js';
import { withCargoRun, type CargoRun, type RunContext } from '../../run/cargo-run.js';
import { compileRequest } from '../../run/compile-request.js';
import { departed } from '../../run/departed.js';
import { runLoggedJob, type Outcome } from '../../run/logged-job.js';
import { withCrates } from '../../run/with-crates.js';
import { nextStagedTimes } from '../../staging/staged-times.js';
import type { CheckPlan } from './plan.js';

export interface CheckContext extends RunContext {
  /** Gets each diagnostic once, when cargo has ended, also if it failed. */
  readonly annotate: (diagnostic: Diagnostic) => void;
}

/**
 * Lets cargo check all of a package's targets in the image.
 *
 * @returns what was found
 * @throws StatixError STATIX_CHECK_FAILED, STATIX_TOOL_NOT_IN_IMAGE, and what keeps cargo from checking
 */
export async function performCheck(
  plan: CheckPlan,
  context: CheckContext,
): Promise<readonly Diagnostic[]> {
  const report = join(context.workspaceRoot, plan.outputPath, 'code-quality.json');
  await rm(report, { force: true });
  return withCargoRun(plan, context, 'test', async (run) => {
    if (plan.options.clippy) {
      requireTools(
        run.bench.contract,
        run.identity,
        ['cargo-clippy'],
        'Leave out the option `clippy`.',
      );
    }
    let found: readonly Diagnostic[] = [];
    try {
      return await withCrates(run, plan.seeds, async () => {
        const messages = new CompilerMessages(plan.cargoWorkspace.root);
        const outcome = await check(run, messages);
        ({ found } = messages);
        return 'failure' in outcome ? outcome : { value: found };
      });
    } finally {
      await writeFileDurably(report, codeQuality(found));
      found.forEach(context.annotate);
    }
  });
}

async function check(
  run: CargoRun<CheckPlan>,
  messages: CompilerMessages,
): Promise<Outcome<unknown>> {
  const { plan, materials, bench } = run;
  const { sources, staged } = materials;
  const { workspace } = bench.contract.paths;
  const times = await nextStagedTimes(bench.target, sources, plan.compiled, await bench.now());
  const colour = process.env['FORCE_COLOR'] === 'true';
  const outcome = await runLoggedJob(run, 'check', staged, (onOutput) => {
    let taken: void | Promise<void>;
    const lines = new LineReader((line) => {
      const shown = messages.take(line);
      if (shown === undefined) return;
      const text = colour ? shown : stripVTControlCharacters(shown);
      taken = onOutput.stdout(Buffer.from(`${text}\n`));
    });
    const job = compileJob(
      bench,
      {
        ...compileRequest(run, plan.arguments),
        ...{ files: staged, times, outputs: [], colour },
        onOutput: {
          ...onOutput,
          stdout: (chunk) => {
            lines.push(chunk);
            return taken;
          },
        },
      },
      (files) => departuresFromLock(files, plan.lock, workspace),
    );
    return datedJob(job, bench.contract);
  });
  if ('failure' in outcome) return outcome;
  return outcome.value.length > 0
    ? { failure: await departed(outcome.value, plan) }
    : { value: true };
}

import type { ExecutorContext } from '@nx/devkit';
import { parseOptions } from '@statix/contract';
import { runTask, type TaskOutcome } from '@statix/task';
import { containerRuns } from './container-runs.js';
import { performVerification } from './perform.js';
import { planVerification } from './plan.js';
import { verifySchema } from './schema.js';

/** Proves a project's binaries fully static, runs them from scratch and writes the evidence. */
export default function verify(raw: unknown, context: ExecutorContext): Promise<TaskOutcome> {
  return runTask(async (signal) => {
    const options = parseOptions(verifySchema, raw, '@statix/verify:verify');
    const project = context.projectName ?? '.';
    await performVerification(planVerification(options, { root: context.root, project }), {
      ...containerRuns(signal),
      print: (text) => process.stdout.write(text),
      verbose: process.env['NX_VERBOSE_LOGGING'] === 'true',
      colour: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
      signal,
    });
  });
}

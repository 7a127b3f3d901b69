import { StatixError } from '@statix/contract';
import { executor, requireDeclaredOutputs } from '@statix/task';
import { githubAnnotation } from '../../output/annotations.js';
import type { Diagnostic } from '../../output/compiler-messages.js';
import { showAnnotation } from '../../output/show-annotation.js';
import { loadContext } from '../../plan/load-context.js';
import { inBuildQueue } from '../../run/in-build-queue.js';
import { requireHashed } from '../../run/require-hashed.js';
import { performCheck } from './perform.js';
import { planCheck } from './plan.js';
import { checkSchema } from './schema.js';

/** Lets rustc or clippy look at all targets of a Cargo package, in the image. */
export default executor({
  name: '@statix/cargo-musl:check',
  schema: checkSchema,
  async work(options, task) {
    const plan = planCheck(options, await loadContext(options, task));
    requireDeclaredOutputs(plan.outputPath, task.context);
    await requireHashed(plan, task);
    const found = await inBuildQueue(task.workspaceRoot, (queue) =>
      performCheck(plan, { ...task, annotate, queue }),
    );
    const { length } = found.filter(({ level }) => level === 'warning');
    const warnings = `${length} ${length === 1 ? 'warning' : 'warnings'}`;
    if (options.denyWarnings && length > 0) throw warningsDenied(warnings);
    const tool = options.clippy ? 'clippy' : 'check';
    task.report(`cargo ${tool}: ${warnings}  profile ${options.profile}`);
  },
});

function annotate(diagnostic: Diagnostic): void {
  const command = githubAnnotation(diagnostic);
  if (command !== undefined) showAnnotation(command);
}

function warningsDenied(warnings: string): StatixError {
  return new StatixError({
    code: 'STATIX_CHECK_FAILED',
    what: `There are ${warnings}, and \`denyWarnings\` is set`,
    remedies: ['Mend what is shown above, or allow it in the source: `#[allow(…)]`.'],
  });
}

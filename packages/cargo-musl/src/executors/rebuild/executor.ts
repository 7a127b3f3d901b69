import { executor, requireSameSteps } from '@statix/task';
import { loadContext } from '../../plan/load-context.js';
import { requireHashed } from '../../run/require-hashed.js';
import { beginConnecting } from '../../workbench/container-workbench.js';
import { performRebuild } from './perform.js';
import { planRebuild } from './plan.js';
import { rebuildSchema } from './schema.js';

/** Builds the programs of a Cargo package a second time under other circumstances, and compares the bytes. */
export default executor({
  name: '@statix/cargo-musl:rebuild',
  schema: rebuildSchema,
  async work(options, task) {
    requireSameSteps(options, task.context);
    const connecting = beginConnecting(task);
    const plan = planRebuild(options, await loadContext(options, task));
    await requireHashed(plan, task);
    const { programs, circumstances } = await performRebuild(plan, { ...task, connecting });
    for (const { name, sha256 } of programs)
      task.report(`${name} is reproducible: the same bytes ${circumstances}  sha256 ${sha256}`);
  },
});

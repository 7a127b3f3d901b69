import { executor, requireDeclaredOutputs } from '@statix/task';
import { inBuildQueue } from '../../run/in-build-queue.js';
import { requireHashed } from '../../run/require-hashed.js';
import { beginConnecting } from '../../workbench/container-workbench.js';
import { loadPlan } from './load-plan.js';
import { performBuild } from './perform.js';
import { renderBinary } from './report-binary.js';
import { buildSchema } from './schema.js';

/** Builds the static binaries of a Cargo package in the image. */
export default executor({
  name: '@statix/cargo-musl:build',
  schema: buildSchema,
  step: 'build',
  async work(options, task) {
    const connecting = options.runsOn === 'host' ? undefined : beginConnecting(task);
    await inBuildQueue(task.workspaceRoot, async (queue) => {
      const plan = await loadPlan(options, task);
      requireDeclaredOutputs(plan.outputPath, task.context);
      await requireHashed(plan, task);
      const built = await performBuild(plan, { ...task, connecting, queue });
      for (const { manifest, linkage } of built)
        task.report(renderBinary(manifest, plan.outputPath, linkage));
    });
  },
});

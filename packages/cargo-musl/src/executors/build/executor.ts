import { join } from 'node:path';
import { classifyLinkage, openElf } from '@statix/elf';
import { executor, requireDeclaredOutputs } from '@statix/task';
import { requireHashed } from '../../run/require-hashed.js';
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
    const { workspaceRoot, report } = task;
    const plan = await loadPlan(options, task);
    requireDeclaredOutputs(plan.outputPath, task.context);
    await requireHashed(plan, task);
    const manifests = await performBuild(plan, task);
    for (const manifest of manifests) {
      const { elf } = await openElf(join(workspaceRoot, plan.outputPath, manifest.binary.name));
      report(renderBinary(manifest, plan.outputPath, classifyLinkage(elf).linkage));
    }
  },
});

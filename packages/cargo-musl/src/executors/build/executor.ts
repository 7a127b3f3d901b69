import { join } from 'node:path';
import { classifyLinkage, openElf } from '@statix/elf';
import { executor } from '@statix/task';
import { requireHashedInputs } from '../../inputs/require-hashed-inputs.js';
import { loadPlan } from './load-plan.js';
import { performBuild } from './perform.js';
import { renderBinary } from './report-binary.js';
import { buildSchema } from './schema.js';

/** Builds the static binaries of a Cargo package in the image. */
export default executor({
  name: '@statix/cargo-musl:build',
  schema: buildSchema,
  step: 'build',
  async work(options, { workspaceRoot, projectName, targetName, signal, report, context }) {
    const plan = await loadPlan(options, { workspaceRoot, projectName });
    if (options.workspaceDigest !== undefined) {
      const targets = context.projectsConfigurations.projects[projectName]?.targets;
      requireHashedInputs(targets?.[targetName]?.inputs, plan.inputs);
    }
    for (const { key, file } of plan.overridden) report(`Not followed: ${key} of ${file}`);
    const manifests = await performBuild(plan, { workspaceRoot, projectName, signal, report });
    for (const manifest of manifests) {
      const { elf } = await openElf(join(workspaceRoot, plan.outputPath, manifest.binary.name));
      report(renderBinary(manifest, plan.outputPath, classifyLinkage(elf).linkage));
    }
  },
});

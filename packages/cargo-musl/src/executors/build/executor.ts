import { join } from 'node:path';
import { classifyLinkage, openElf } from '@statix/elf';
import { executor, requireDeclaredOutputs, upstreamOutputs } from '@statix/task';
import { generatedFiles } from '../../inputs/generated-files.js';
import { hiddenInputs } from '../../inputs/hidden-inputs.js';
import { requireHashedInputs } from '../../inputs/require-hashed-inputs.js';
import { requireDeclaredByProducers, requireProducers } from '../../inputs/require-producers.js';
import { loadPlan } from './load-plan.js';
import { performBuild } from './perform.js';
import { renderBinary } from './report-binary.js';
import { buildSchema } from './schema.js';

/** Builds the static binaries of a Cargo package in the image. */
export default executor({
  name: '@statix/cargo-musl:build',
  schema: buildSchema,
  step: 'build',
  async work(
    options,
    { workspaceRoot, projectName, targetName, signal, report, context, commands },
  ) {
    const plan = await loadPlan(options, { workspaceRoot, projectName });
    requireDeclaredOutputs(plan.outputPath, context);
    if (options.workspaceDigest !== undefined) {
      const project = context.projectsConfigurations.projects[projectName];
      requireHashedInputs(project?.targets?.[targetName]?.inputs, plan.inputs, {
        named: { ...context.nxJsonConfiguration?.namedInputs, ...project?.namedInputs },
        ...(project?.root === undefined ? {} : { projectRoot: project.root }),
      });
    }
    const upstream = upstreamOutputs(context);
    const declared = options.generatedInputs;
    if (upstream !== undefined && Object.keys(declared).length > 0) {
      const { inputs } =
        context.projectsConfigurations.projects[projectName]?.targets?.[targetName] ?? {};
      const { generated } = plan.inputs;
      requireProducers({ declared, projectName, targetName, inputs, upstream }, generated);
      const files = await generatedFiles(workspaceRoot, generated);
      requireDeclaredByProducers(files, { declared, projectName, upstream });
    }
    for (const { key, file } of plan.overridden) report(`Not followed: ${key} of ${file}`);
    for (const line of await hiddenInputs(workspaceRoot, plan)) report(line);
    const manifests = await performBuild(plan, {
      workspaceRoot,
      projectName,
      signal,
      report,
      commands,
    });
    for (const manifest of manifests) {
      const { elf } = await openElf(join(workspaceRoot, plan.outputPath, manifest.binary.name));
      report(renderBinary(manifest, plan.outputPath, classifyLinkage(elf).linkage));
    }
  },
});

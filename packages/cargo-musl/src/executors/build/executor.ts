import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { neutralise, parseOptions, StatixError } from '@statix/contract';
import { classifyLinkage, openElf } from '@statix/elf';
import { runTask } from '@statix/task';
import { requireHashedInputs } from '../../inputs/require-hashed-inputs.js';
import { loadPlan } from './load-plan.js';
import { performBuild } from './perform.js';
import { renderBinary } from './report-binary.js';
import { buildSchema } from './schema.js';

export default function buildExecutor(raw: unknown, context: ExecutorContext) {
  return runTask(async (signal) => {
    const { projectName, root: workspaceRoot } = context;
    if (projectName === undefined) {
      throw new StatixError({
        code: 'STATIX_PROJECT_MISSING',
        what: 'Nx named no project to build',
      });
    }
    const options = parseOptions(buildSchema, raw, '@statix/cargo-musl:build');
    const report = (line: string) => process.stdout.write(`${neutralise(line)}\n`);
    const plan = await loadPlan(options, { workspaceRoot, projectName });
    if (options.workspaceDigest !== undefined) {
      const targets = context.projectsConfigurations.projects[projectName]?.targets;
      requireHashedInputs(targets?.[context.targetName ?? '']?.inputs, plan.inputs);
    }
    for (const { key, file } of plan.overridden) report(`Not followed: ${key} of ${file}`);
    const manifests = await performBuild(plan, { workspaceRoot, projectName, signal, report });
    for (const manifest of manifests) {
      const { elf } = await openElf(join(workspaceRoot, plan.outputPath, manifest.binary.name));
      report(renderBinary(manifest, plan.outputPath, classifyLinkage(elf).linkage));
    }
  });
}

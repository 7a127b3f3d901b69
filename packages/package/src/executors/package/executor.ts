import { resolve } from 'node:path';
import { plannedPrograms } from '@statix/proof';
import { executor, ranBuilds, requireDeclaredOutputs } from '@statix/task';
import { performPackage } from './perform.js';
import { planPackage } from './plan.js';
import { packageSchema } from './schema.js';

/** Makes what is shipped of a project's proven programs. */
export default executor({
  name: '@statix/package:package',
  schema: packageSchema,
  step: 'package',
  async work(options, task) {
    const { workspaceRoot, projectName, context, report } = task;
    const plan = planPackage(options, projectName);
    requireDeclaredOutputs(plan.outputPath, context);
    report(`Packaging ${plan.project}, profile ${plan.profile}, ${plan.triple}`);
    const folder = resolve(workspaceRoot, plan.builds);
    const place = { workspaceRoot, project: projectName, folder };
    const planned = await plannedPrograms(place, ranBuilds(context));
    const { files, container, programs } = await performPackage(plan, planned, task);
    for (const { name, sha256, step } of programs) {
      report(`  ${name}  sha256 ${sha256}, as ${proven[step]}`);
    }
    for (const { name, size, sha256 } of files) {
      report(`${plan.outputPath}/${name}  ${size} bytes  sha256 ${sha256}`);
    }
    if (container !== undefined) {
      report(`${plan.outputPath}/${container.layout}  OCI image  ${container.digest}`);
    }
  },
});

const proven = {
  build: 'verify-static proved it',
  stamp: 'stamp-static proved it',
  compress: 'compress-static proved it',
};

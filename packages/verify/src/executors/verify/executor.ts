import { relative, sep } from 'node:path';
import { containerRuns, plannedPrograms } from '@statix/proof';
import { executor, ranBuilds, requireDeclaredOutputs } from '@statix/task';
import { performPaths } from './perform-paths.js';
import { performVerification } from './perform.js';
import { planVerification } from './plan.js';
import { requirePathsFit } from './require-paths-fit.js';
import { verifySchema } from './schema.js';

/** Proves a project's binaries fully static, runs them from scratch and writes the evidence. */
export default executor({
  name: '@statix/verify:verify',
  schema: verifySchema,
  step: 'verify',
  async work(options, { workspaceRoot: root, projectName: project, signal, context }) {
    const plan = planVerification(options, { root, project });
    requireDeclaredOutputs(relative(root, plan.outputPath).split(sep).join('/'), context);
    const surroundings = {
      ...containerRuns(signal),
      print: (text: string) => process.stdout.write(text),
      verbose: process.env['NX_VERBOSE_LOGGING'] === 'true',
      colour: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
      signal,
    };
    requirePathsFit(options, context);
    if (plan.paths.length > 0) {
      await performPaths(plan, surroundings);
      return;
    }
    const place = { workspaceRoot: root, project, folder: plan.binaries };
    const planned = await plannedPrograms(place, ranBuilds(context));
    await performVerification({ ...plan, planned }, surroundings);
  },
});

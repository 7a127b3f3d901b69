import { relative, sep } from 'node:path';
import { containerRuns, plannedPrograms, withRunFiles } from '@statix/proof';
import { executor, nxRunStart, ranBuilds, requireDeclaredOutputs } from '@statix/task';
import { emulatorOfImage } from '@statix/toolchain';
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
    const unread = planVerification(options, { root, project });
    const plan = await withRunFiles(unread, root, nxRunStart());
    requireDeclaredOutputs(relative(root, plan.outputPath).split(sep).join('/'), context);
    const surroundings = {
      ...containerRuns(signal, { findEmulator: emulatorOfImage(signal) }),
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

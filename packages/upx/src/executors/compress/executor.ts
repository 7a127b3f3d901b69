import { resolve } from 'node:path';
import { plannedPrograms, withRunFiles } from '@statix/proof';
import { executor, nxRunStart, ranBuilds, requireDeclaredOutputs } from '@statix/task';
import { performCompress } from './perform.js';
import { planCompress } from './plan.js';
import { renderCompressed } from './render-compressed.js';
import { compressSchema } from './schema.js';
import { isSwitchedOff } from './switched-off.js';

/** Packs a project's verified binaries with UPX and proves them again. */
export default executor({
  name: '@statix/upx:compress',
  schema: compressSchema,
  step: 'compress',
  async work(options, task) {
    const { workspaceRoot, projectName, context, report } = task;
    const switchedOff = isSwitchedOff(context);
    const unread = planCompress(options, projectName);
    const plan = await withRunFiles(unread, workspaceRoot, nxRunStart());
    requireDeclaredOutputs(plan.outputPath, context);
    const folder = resolve(workspaceRoot, plan.binaries);
    const place = { workspaceRoot, project: projectName, folder };
    const planned = await plannedPrograms(place, ranBuilds(context));
    const results = await performCompress({ ...plan, planned }, { ...task, switchedOff });
    for (const line of renderCompressed(plan.outputPath, results)) report(line);
  },
});

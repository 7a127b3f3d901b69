import { resolve } from 'node:path';
import { plannedPrograms, runWords, withRunFiles } from '@statix/proof';
import { executor, nxRunStart, ranBuilds, requireDeclaredOutputs } from '@statix/task';
import { performCompress } from './perform.js';
import { planCompress } from './plan.js';
import { compressSchema } from './schema.js';

/** Packs a project's verified binaries with UPX and proves them again. */
export default executor({
  name: '@statix/upx:compress',
  schema: compressSchema,
  step: 'compress',
  async work(options, task) {
    const { workspaceRoot, projectName, context, report } = task;
    const unread = planCompress(options, projectName);
    const plan = await withRunFiles(unread, workspaceRoot, nxRunStart());
    requireDeclaredOutputs(plan.outputPath, context);
    const folder = resolve(workspaceRoot, plan.binaries);
    const place = { workspaceRoot, project: projectName, folder };
    const planned = await plannedPrograms(place, ranBuilds(context));
    const results = await performCompress({ ...plan, planned }, task);
    for (const { manifest, report: proof } of results) {
      const { original, packed, ratio, name } = manifest;
      report(
        `PASS ${plan.outputPath}/${name}  ${original.size} → ${packed.size} bytes (${Math.round(ratio * 100)} %), tested, unpacks to the same bytes, ${runWords(proof).join(', ')}`,
      );
    }
  },
});

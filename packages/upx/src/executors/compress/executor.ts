import type { ExecutorContext } from '@nx/devkit';
import { neutralise, parseOptions, StatixError } from '@statix/contract';
import { runTask } from '@statix/task';
import { performCompress } from './perform.js';
import { planCompress } from './plan.js';
import { compressSchema } from './schema.js';

export default function compressExecutor(raw: unknown, context: ExecutorContext) {
  return runTask(async (signal) => {
    if (context.projectName === undefined) {
      throw new StatixError({
        code: 'STATIX_PROJECT_MISSING',
        what: 'Nx named no project to compress',
      });
    }
    const options = parseOptions(compressSchema, raw, '@statix/upx:compress');
    const plan = planCompress(options, context.projectName);
    const report = (line: string) => process.stdout.write(`${neutralise(line)}\n`);
    const results = await performCompress(plan, { workspaceRoot: context.root, signal, report });
    for (const { manifest } of results) {
      const { original, packed, ratio, name } = manifest;
      report(
        `PASS ${plan.outputPath}/${name}  ${original.size} → ${packed.size} bytes (${Math.round(ratio * 100)} %), tested, unpacks to the same bytes, runs from scratch`,
      );
    }
  });
}

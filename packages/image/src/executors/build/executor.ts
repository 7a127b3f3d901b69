import type { ExecutorContext } from '@nx/devkit';
import { parseOptions } from '@statix/contract';
import { runTask } from '@statix/engine';
import { build } from './perform.js';
import { buildSchema } from './schema.js';

export default function buildExecutor(raw: unknown, context: ExecutorContext) {
  return runTask(async (signal) => {
    const options = parseOptions(buildSchema, raw, '@statix/image:build');
    const report = (line: string) => process.stdout.write(`${line}\n`);
    const image = await build(context.root, options, { signal, report });
    report(`${image.reference}  ${image.built ? 'built' : 'is there'}  ${image.imageId}`);
  });
}

import type { ExecutorContext } from '@nx/devkit';
import { neutralise, parseOptions } from '@statix/contract';
import { runTask } from '@statix/task';
import { check } from './perform.js';
import { checkSchema } from './schema.js';

export default function checkExecutor(raw: unknown, context: ExecutorContext) {
  return runTask(async (signal) => {
    const options = parseOptions(checkSchema, raw, '@statix/image:check');
    const report = (line: string) => process.stdout.write(`${neutralise(line)}\n`);
    await check(context.root, options, { signal, report });
  });
}

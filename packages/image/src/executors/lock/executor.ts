import type { ExecutorContext } from '@nx/devkit';
import { neutralise, parseOptions } from '@statix/contract';
import { runTask } from '@statix/task';
import { lock } from './perform.js';
import { lockSchema } from './schema.js';

export default function lockExecutor(raw: unknown, context: ExecutorContext) {
  return runTask(async (signal) => {
    const options = parseOptions(lockSchema, raw, '@statix/image:lock');
    const report = (line: string) => process.stdout.write(`${neutralise(line)}\n`);
    await lock(context.root, options, { signal, report });
  });
}

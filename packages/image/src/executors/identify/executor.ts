import type { ExecutorContext } from '@nx/devkit';
import { parseOptions } from '@statix/contract';
import { runTask } from '@statix/task';
import { identify } from './perform.js';
import { identifySchema } from './schema.js';

export default function identifyExecutor(raw: unknown, context: ExecutorContext) {
  return runTask(async () => {
    const options = parseOptions(identifySchema, raw, '@statix/image:identify');
    const identity = await identify(context.root, options);
    process.stdout.write(`${identity.reference}\n`);
  });
}

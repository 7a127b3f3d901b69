import type { ExecutorContext } from '@nx/devkit';
import { parseOptions } from '@statix/contract';
import { runTask } from '@statix/task';
import { openTerminal } from '../../output/terminal.js';
import { cachePrune } from './perform.js';
import { cachePruneSchema } from './schema.js';

export default function cachePruneExecutor(raw: unknown, context: ExecutorContext) {
  return runTask(async (signal) => {
    const options = parseOptions(cachePruneSchema, raw, '@statix/image:cache-prune');
    await cachePrune(options, { workspaceRoot: context.root, signal, ...openTerminal() });
  });
}

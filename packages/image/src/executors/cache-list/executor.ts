import type { ExecutorContext } from '@nx/devkit';
import { parseOptions } from '@statix/contract';
import { runTask } from '@statix/task';
import { openTerminal } from '../../output/terminal.js';
import { cacheList } from './perform.js';
import { cacheListSchema } from './schema.js';

export default function cacheListExecutor(raw: unknown, context: ExecutorContext) {
  return runTask(async (signal) => {
    const options = parseOptions(cacheListSchema, raw, '@statix/image:cache-list');
    await cacheList(options, { workspaceRoot: context.root, signal, ...openTerminal() });
  });
}

import type { ExecutorContext } from '@nx/devkit';
import { parseOptions } from '@statix/contract';
import { runTask } from '@statix/task';
import { openTerminal } from '../../output/terminal.js';
import { prune } from './perform.js';
import { pruneSchema } from './schema.js';

export default function pruneExecutor(raw: unknown, context: ExecutorContext) {
  return runTask(async (signal) => {
    const options = parseOptions(pruneSchema, raw, '@statix/image:prune');
    await prune(options, { workspaceRoot: context.root, signal, ...openTerminal() });
  });
}

import type { ExecutorContext } from '@nx/devkit';
import { parseOptions } from '@statix/contract';
import { runTask } from '@statix/task';
import { openTerminal } from '../../output/terminal.js';
import { push } from './perform.js';
import { pushSchema } from './schema.js';

export default function pushExecutor(raw: unknown, context: ExecutorContext) {
  return runTask(async (signal) => {
    const options = parseOptions(pushSchema, raw, '@statix/image:push');
    await push(options, { workspaceRoot: context.root, signal, ...openTerminal() });
  });
}

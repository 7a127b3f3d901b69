import type { ExecutorContext } from '@nx/devkit';
import { parseOptions } from '@statix/contract';
import { runTask } from '@statix/task';
import { openTerminal } from '../../output/terminal.js';
import { save } from './perform.js';
import { saveSchema } from './schema.js';

export default function saveExecutor(raw: unknown, context: ExecutorContext) {
  return runTask(async (signal) => {
    const options = parseOptions(saveSchema, raw, '@statix/image:save');
    await save(options, { workspaceRoot: context.root, signal, ...openTerminal() });
  });
}

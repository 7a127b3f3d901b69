import type { ExecutorContext } from '@nx/devkit';
import { parseOptions } from '@statix/contract';
import { runTask } from '@statix/task';
import { openTerminal } from '../../output/terminal.js';
import { load } from './perform.js';
import { loadSchema } from './schema.js';

export default function loadExecutor(raw: unknown, context: ExecutorContext) {
  return runTask(async (signal) => {
    const options = parseOptions(loadSchema, raw, '@statix/image:load');
    await load(options, { workspaceRoot: context.root, signal, ...openTerminal() });
  });
}

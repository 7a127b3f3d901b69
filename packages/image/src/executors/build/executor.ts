import type { ExecutorContext } from '@nx/devkit';
import { parseOptions } from '@statix/contract';
import { runTask } from '@statix/task';
import { openTerminal } from '../../output/terminal.js';
import { build } from './perform.js';
import { buildSchema } from './schema.js';

export default function buildExecutor(raw: unknown, context: ExecutorContext) {
  return runTask(async (signal) => {
    const options = parseOptions(buildSchema, raw, '@statix/image:build');
    await build(options, { workspaceRoot: context.root, signal, ...openTerminal() });
  });
}

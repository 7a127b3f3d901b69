import type { ExecutorContext } from '@nx/devkit';
import { neutralise, parseOptions } from '@statix/contract';
import { runTask } from '@statix/task';
import { fetchFiles } from './perform.js';
import { fetchSchema } from './schema.js';

export default function fetchExecutor(raw: unknown, context: ExecutorContext) {
  return runTask(async (signal) => {
    const options = parseOptions(fetchSchema, raw, '@statix/image:fetch');
    const report = (line: string) => process.stdout.write(`${neutralise(line)}\n`);
    await fetchFiles(context.root, options, { signal, report });
  });
}

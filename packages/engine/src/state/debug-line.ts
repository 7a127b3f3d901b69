import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { neutralise, StatixError } from '@statix/contract';
import { stateDirectory } from './state-directory.js';

/** What can be told about: requests to the engine, what a build decides, and which projects the plugin infers. */
const topics = ['engine', 'build', 'graph'] as const;

export type DebugTopic = (typeof topics)[number];

/**
 * Tells what is done and why, where STATIX_DEBUG has the topic: `engine`, `build`, `graph`, several with commas, or `all`.
 *
 * Nx keeps all that a task prints with its result and shows it again when that comes from the cache. So the lines of
 * a task are added to `debug.log` in the state directory; those of anything else go to standard error.
 *
 * @param text made only where somebody wants it
 */
export function debugLine(
  topic: DebugTopic,
  text: () => string,
  env: NodeJS.ProcessEnv = process.env,
): void {
  if (!wants(topic, env['STATIX_DEBUG'])) return;
  const line = `${new Date().toISOString()} ${process.pid} ${topic}: ${neutralise(text())}\n`;
  if (env['NX_TASK_HASH'] === undefined) {
    process.stderr.write(line);
    return;
  }
  const folder = stateDirectory(env);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    appendFileSync(join(folder, 'debug.log'), line, { mode: 0o600 });
  } catch {
    // A full disk is said by what needs it.
  }
}

/** @throws StatixError STATIX_ENVIRONMENT_INVALID */
function wants(topic: DebugTopic, setting: string | undefined): boolean {
  if (setting === undefined || setting === '') return false;
  const words = setting.split(',').map((word) => word.trim());
  const unknown = words.find((word) => word !== 'all' && !topics.some((known) => known === word));
  if (unknown !== undefined)
    throw new StatixError({
      code: 'STATIX_ENVIRONMENT_INVALID',
      what: `STATIX_DEBUG has '${unknown}'; expected some of ${topics.join(', ')}, or all`,
      remedies: [{ text: 'Correct or unset it:', snippet: 'unset STATIX_DEBUG' }],
    });
  return words.includes('all') || words.includes(topic);
}

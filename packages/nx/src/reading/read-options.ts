import { defaultOptions } from '../settings/default-settings.js';
import { isEmpty } from '../settings/is-empty.js';
import type { PluginOptions } from '../settings/plugin-options.js';
import type { Met } from './met.js';

export interface ReadOptions {
  /** Where they are wrong: the defaults, with what can be used of them. */
  readonly options: PluginOptions;
  /** Those of them that are settings of all packages; undefined where they are wrong. */
  readonly everywhere: Record<string, unknown> | undefined;
  /** What is wrong with them. */
  readonly problem: Met | undefined;
}

/**
 * The options of the plugin in nx.json; what is wrong in it costs the static targets, not the projects.
 * The schemas are loaded only where something is set.
 */
export async function readOptions(raw: unknown): Promise<ReadOptions> {
  if (isEmpty(raw)) return { options: defaultOptions, everywhere: {}, problem: undefined };
  const { choiceIn, parsePluginOptions, settingsForAll } =
    await import('../settings/plugin-options.js');
  try {
    const options = parsePluginOptions(raw);
    return { options, everywhere: settingsForAll(raw), problem: undefined };
  } catch (error) {
    return {
      options: { ...defaultOptions, ...choiceIn(raw) },
      everywhere: undefined,
      problem: { file: 'nx.json', error },
    };
  }
}

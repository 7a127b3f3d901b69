import { parseChannel } from './channel.js';

/**
 * The channels that the locks beside a definition were made for, from the names of the files; sorted.
 * `1.85.json` is that of `1.85`.
 */
export function lockedChannels(names: readonly string[]): string[] {
  return names
    .map((name) => /^(.+)\.json$/.exec(name)?.[1])
    .filter((channel) => channel !== undefined)
    .filter((channel) => parseChannel(channel) !== undefined)
    .sort();
}

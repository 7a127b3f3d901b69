import { StatixError } from '@statix/contract/errors';
import { lockCommandOf, LOCK_COMMAND } from './lock-command.js';
import type { Channel } from './channel.js';
import type { LockedRust } from './locked-rust.js';
import { isProvided, offersOf, provide } from './provided-toolchain.js';
import type { RecipeToolchains } from './toolchains-schema.js';

/** What asks for a channel: a line of a file. */
export interface AskedIn {
  /** Repository-relative. */
  readonly path: string;
  readonly line: number;
}

/**
 * A channel that no image of the workspace has: with the command that gives it one, or why there can be
 * none, and with what can be had.
 *
 * @param images those that there are, the definition's own first
 * @param toolchains undefined for an image that has one compiler and no other
 */
export function channelUnavailable(
  { path, line }: AskedIn,
  channel: Channel,
  images: readonly LockedRust[],
  toolchains: RecipeToolchains | undefined,
): StatixError {
  const provided = toolchains === undefined ? undefined : provide(toolchains, channel);
  const can = provided !== undefined && isProvided(provided);
  const had = images.map(
    (image) =>
      `${image.version ?? 'an unknown Rust'}${image.channel === undefined ? '' : ` (${image.channel})`}, of an image of this workspace`,
  );
  return new StatixError({
    code: 'STATIX_TOOLCHAIN_UNAVAILABLE',
    what: `${path}:${line}: asks for Rust ${channel.text}, and no image of this workspace has it`,
    why:
      provided === undefined
        ? 'The image has one compiler, and its recipe says of no other.'
        : isProvided(provided)
          ? 'There is no lock for it yet. Another compiler is never taken in its place.'
          : provided.why,
    excerpt: [
      'Can be had:',
      ...[...had, ...(toolchains === undefined ? [] : offersOf(toolchains, LOCK_COMMAND))].map(
        (one) => `  ${one}`,
      ),
    ],
    remedies: [
      ...(can
        ? [
            {
              text: 'Have an image with it locked, and commit the lock:',
              snippet: lockCommandOf(channel.text),
            },
          ]
        : []),
      `Or name one that can be had in ${path}.`,
    ],
  });
}

/** What a toolchain file may hold and no image can: a toolchain of one machine, or a host. */
export function noChannel({ path, line }: AskedIn, text: string): StatixError {
  return new StatixError({
    code: 'STATIX_TOOLCHAIN_UNAVAILABLE',
    what: `${path}:${line}: '${text}' is no Rust channel`,
    why: 'A toolchain that somebody linked under this name is on one machine; one with the triple of a host is refused by rustup here too.',
    remedies: [
      {
        text: 'Name a channel (rustup book, "Toolchain specification"):',
        snippet: 'channel = "1.85"',
      },
    ],
  });
}

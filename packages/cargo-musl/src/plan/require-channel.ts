import { StatixError } from '@statix/contract';
import type { ToolchainFile } from '@statix/cargo';
import { chooseRust, parseChannel } from '@statix/toolchain';

/**
 * Sees to it that the compiler of the image is the one that the repository asks for. The plugin chooses
 * the image by the same file; a target that was written by hand, or an image made elsewhere, may have
 * another one.
 *
 * @param version of rustc, by the image's contract
 * @param imageChannel the channel that the image was locked for, where it is not the definition's own
 * @throws StatixError STATIX_TOOLCHAIN_OTHER
 */
export function requireChannel(
  file: Pick<ToolchainFile, 'path' | 'line' | 'channel'> | undefined,
  version: string,
  imageChannel: string | undefined,
): void {
  if (file?.channel === undefined || file.channel === imageChannel) return;
  const channel = parseChannel(file.channel);
  const image = { channel: undefined, version, provider: 'debian' } as const;
  if (channel !== undefined && chooseRust(channel, image, []) !== undefined) return;
  throw new StatixError({
    code: 'STATIX_TOOLCHAIN_OTHER',
    what: `${file.path}:${file.line} asks for Rust ${file.channel}, and the image has ${version}`,
    why: 'Another compiler is never taken in the place of the one that is asked for.',
    remedies: [
      'Use an image that has it: the plugin chooses one by this file where the target does not name one itself.',
      `Or name what the image has in ${file.path}.`,
    ],
  });
}

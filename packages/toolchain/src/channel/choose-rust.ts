import type { Channel } from './channel.js';
import type { LockedRust } from './locked-rust.js';

/**
 * The image that has what a channel asks for. One that was locked for exactly this channel comes first,
 * then the definition's own, then any other that has the version. A version of two numbers is any
 * patch release of it, as in rustup; `stable` is the definition's own if that is a release.
 *
 * @param own the image of the definition itself
 */
export function chooseRust<Image extends LockedRust>(
  channel: Channel,
  own: Image,
  others: readonly Image[],
): Image | undefined {
  const all = [own, ...others];
  return (
    all.find((image) => image.channel === channel.text) ??
    all.find((image, at) => satisfies(channel, image, at === 0))
  );
}

function satisfies(channel: Channel, { version }: LockedRust, isOwn: boolean): boolean {
  if (version === undefined || channel.date !== undefined) return false;
  const isRelease = /^\d+\.\d+\.\d+$/.test(version);
  if (!isRelease) return version === channel.text;
  if (channel.kind === 'stable') return isOwn;
  if (channel.kind !== 'version') return false;
  return `${version}.`.startsWith(`${channel.text}.`);
}

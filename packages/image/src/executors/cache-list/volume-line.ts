import { formatBytes } from '@statix/engine';
import { type BuildVolume } from '@statix/toolchain';

/** A build volume for a person: name, size, trust scope, and whether its image is the present one. */
export function volumeLine(volume: BuildVolume, currentIdentity: string): string {
  const { name, sizeBytes, trustScope, identity } = volume;
  const size = sizeBytes === undefined ? 'size unknown' : formatBytes(sizeBytes);
  const age = identity === currentIdentity ? 'present image' : `image ${identity.slice(0, 12)}`;
  return `${name}  ${size.padStart(8)}  scope ${trustScope}  ${age}`;
}

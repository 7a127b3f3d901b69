import { formatBytes } from '@statix/engine';
import { type BuildVolume } from '@statix/toolchain';

/** A build volume for a person: name, size, content, trust scope, and whether its image is the present one. */
export function volumeLine(volume: BuildVolume, currentIdentity: string): string {
  const { name, sizeBytes, trustScope, identity, kind, project } = volume;
  const size = sizeBytes === undefined ? 'size unknown' : formatBytes(sizeBytes);
  const age = identity === currentIdentity ? 'present image' : `image ${identity.slice(0, 12)}`;
  const content = kind === undefined ? 'of another version' : (project ?? 'crates');
  return `${name}  ${size.padStart(8)}  ${content}  scope ${trustScope}  ${age}`;
}

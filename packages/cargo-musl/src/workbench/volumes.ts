import { createHash } from 'node:crypto';
import { buildVolumeLabels } from '@statix/toolchain';

export interface VolumeScope {
  /** Random name of this machine's Statix state: the record of staged times lives and dies with it. */
  readonly installation: string;
  readonly uid: number;
  readonly workspaceRoot: string;
  readonly imageIdentity: string;
  /** STATIX_TRUST_SCOPE: who may share compiled code; a CI service sets the ref, releases nothing twice. */
  readonly trustScope: string;
}

export interface Volumes {
  readonly cargoHome: string;
  readonly target: string;
}

/**
 * Names of the volumes for Cargo's home and for the target folder. Builds share what they compiled
 * exactly when user, workspace, image and trust scope are the same: an object of another libc or of
 * another user's build script must never be picked up.
 */
export function volumeNames(scope: VolumeScope): Volumes {
  const key = createHash('sha256')
    .update(
      JSON.stringify([
        scope.installation,
        scope.uid,
        scope.workspaceRoot,
        scope.imageIdentity,
        scope.trustScope,
      ]),
    )
    .digest('hex')
    .slice(0, 24);
  return { cargoHome: `statix-cargo-${key}`, target: `statix-target-${key}` };
}

/** Labels by which `cache-list` and `cache-prune` find the volumes again. */
export function volumeLabels(scope: VolumeScope): Record<string, string> {
  // A build holds the lock that has the target volume's name.
  return buildVolumeLabels(scope, volumeNames(scope).target);
}

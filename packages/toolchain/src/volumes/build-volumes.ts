import type { Engine } from '@statix/engine';

/** A volume in which builds of a workspace keep crates or compiled code. */
export interface BuildVolume {
  readonly name: string;
  /** Of the image that the builds ran in. */
  readonly identity: string;
  readonly trustScope: string;
  /** The lock that a build holds while it uses the volume. */
  readonly lock: string;
  /** Undefined if the engine does not know. */
  readonly sizeBytes: number | undefined;
}

export interface BuildVolumeScope {
  /** Of the state directory: another user’s or machine’s volumes on the same engine are not ours. */
  readonly installation: string;
  readonly workspaceRoot: string;
  readonly imageIdentity: string;
  readonly trustScope: string;
}

const KIND = 'dev.statix.volume';
const INSTALLATION = 'dev.statix.installation';
const WORKSPACE = 'dev.statix.workspace';
const IDENTITY = 'dev.statix.identity';
const TRUST_SCOPE = 'dev.statix.trust-scope';
const LOCK = 'dev.statix.lock';

/** Labels by which the volumes of a workspace are found again. */
export function buildVolumeLabels(scope: BuildVolumeScope, lock: string): Record<string, string> {
  return {
    ...workspaceLabels(scope),
    [IDENTITY]: scope.imageIdentity,
    [TRUST_SCOPE]: scope.trustScope,
    [LOCK]: lock,
  };
}

/** The volumes of a workspace that this installation made, by name. */
export async function listBuildVolumes(
  engine: Engine,
  scope: Pick<BuildVolumeScope, 'installation' | 'workspaceRoot'>,
): Promise<BuildVolume[]> {
  const volumes = await engine.listVolumes(workspaceLabels(scope));
  return volumes
    .map(({ name, labels, sizeBytes }) => ({
      name,
      identity: labels[IDENTITY] ?? '',
      trustScope: labels[TRUST_SCOPE] ?? '',
      lock: labels[LOCK] ?? name,
      sizeBytes,
    }))
    .sort((left, right) => left.name.localeCompare(right.name));
}

function workspaceLabels({
  installation,
  workspaceRoot,
}: Pick<BuildVolumeScope, 'installation' | 'workspaceRoot'>): Record<string, string> {
  return { [KIND]: 'build', [INSTALLATION]: installation, [WORKSPACE]: workspaceRoot };
}

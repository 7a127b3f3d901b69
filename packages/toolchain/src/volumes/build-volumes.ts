import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Engine } from '@statix/engine';

/**
 * What a volume holds: crates for all projects of a workspace, such crates compiled, or what one
 * project compiled.
 */
export type BuildVolumeKind = 'crates' | 'seeds' | 'target';

/** A volume in which builds of a workspace keep crates or compiled code. */
export interface BuildVolume {
  readonly name: string;
  /** Undefined for a volume that another version of Statix made. */
  readonly kind: BuildVolumeKind | undefined;
  /** The project that a target volume is of. */
  readonly project: string | undefined;
  readonly workspaceRoot: string;
  /** Of the image that the builds ran in. */
  readonly identity: string;
  readonly trustScope: string;
  /**
   * The lock that a build holds: a target volume's throughout, that of the crates while it makes both,
   * that of seeds while it makes or takes some.
   */
  readonly lock: string;
  /** Undefined if the engine does not know. */
  readonly sizeBytes: number | undefined;
}

interface WorkspaceScope {
  readonly installation: string;
  readonly workspaceRoot?: string;
}

export interface BuildVolumeScope {
  /** Of the state directory: another user’s or machine’s volumes on the same engine are not ours. */
  readonly installation: string;
  readonly workspaceRoot: string;
  readonly imageIdentity: string;
  readonly trustScope: string;
}

const VOLUME = 'dev.statix.volume';
const INSTALLATION = 'dev.statix.installation';
const WORKSPACE = 'dev.statix.workspace';
const IDENTITY = 'dev.statix.identity';
const TRUST_SCOPE = 'dev.statix.trust-scope';
const LOCK = 'dev.statix.lock';
const KIND = 'dev.statix.kind';
const PROJECT = 'dev.statix.project';
const BORN = 'dev.statix.born';

/** Labels by which the volumes of a workspace are found again. */
export function buildVolumeLabels(
  scope: BuildVolumeScope,
  volume: { readonly lock: string } & (
    { readonly kind: 'crates' | 'seeds' } | { readonly kind: 'target'; readonly project: string }
  ),
): Record<string, string> {
  return {
    ...workspaceLabels(scope),
    [IDENTITY]: scope.imageIdentity,
    [TRUST_SCOPE]: scope.trustScope,
    [LOCK]: volume.lock,
    [KIND]: volume.kind,
    ...(volume.kind === 'target' ? { [PROJECT]: volume.project } : {}),
  };
}

/**
 * Makes a build volume unless it is there.
 *
 * @returns its birth: another word each time that a volume of this name is made, and empty for one that
 *   carries none. What is noted about the content of a volume holds for one birth
 */
export async function ensureBuildVolume(
  engine: Pick<Engine, 'ensureVolume'>,
  name: string,
  labels: Readonly<Record<string, string>>,
): Promise<string> {
  const found = await engine.ensureVolume(name, { ...labels, [BORN]: randomUUID() });
  return found[BORN] ?? '';
}

/** The volumes that this installation made for a workspace, or for all that it knows, by name. */
export async function listBuildVolumes(
  engine: Engine,
  scope: WorkspaceScope,
): Promise<BuildVolume[]> {
  const volumes = await engine.listVolumes(workspaceLabels(scope));
  return volumes
    .map(({ name, labels, sizeBytes }) => ({
      name,
      kind: kindOf(labels[KIND]),
      project: labels[PROJECT],
      workspaceRoot: labels[WORKSPACE] ?? '',
      identity: labels[IDENTITY] ?? '',
      trustScope: labels[TRUST_SCOPE] ?? '',
      lock: labels[LOCK] ?? name,
      sizeBytes,
    }))
    .sort((left, right) => left.name.localeCompare(right.name));
}

/**
 * Locks to hold while a volume is removed, in the order in which they are to be taken. A build holds
 * the lock of its target volume throughout, and needs the crates from then on.
 *
 * @param volumes all of the workspace
 */
export function locksOfVolume(volume: BuildVolume, volumes: readonly BuildVolume[]): string[] {
  if (volume.kind !== 'crates') return [volume.lock];
  const users = volumes.filter(
    ({ kind, workspaceRoot, identity, trustScope }) =>
      kind === 'target' &&
      workspaceRoot === volume.workspaceRoot &&
      identity === volume.identity &&
      trustScope === volume.trustScope,
  );
  return [...users.map(({ lock }) => lock).sort(), volume.lock];
}

function kindOf(label: string | undefined): BuildVolumeKind | undefined {
  return label === 'crates' || label === 'seeds' || label === 'target' ? label : undefined;
}

function workspaceLabels({ installation, workspaceRoot }: WorkspaceScope): Record<string, string> {
  return {
    [VOLUME]: 'build',
    [INSTALLATION]: installation,
    ...(workspaceRoot === undefined ? {} : { [WORKSPACE]: workspaceRoot }),
  };
}

/** Whether nothing is at the workspace's root any more. A folder that cannot be looked at is not gone. */
export function isWorkspaceGone({ workspaceRoot }: Pick<BuildVolume, 'workspaceRoot'>): boolean {
  try {
    return statSync(workspaceRoot, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

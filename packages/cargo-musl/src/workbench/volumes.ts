import { createHash } from 'node:crypto';
import { buildVolumeLabels } from '@statix/toolchain';

export interface VolumeScope {
  /** Random name of this machine's Statix state: the record of staged times lives and dies with it. */
  readonly installation: string;
  readonly uid: number;
  readonly workspaceRoot: string;
  readonly imageIdentity: string;
  /** STATIX_TRUST_SCOPE: who may share fetched crates; a CI service sets the ref, releases nothing twice. */
  readonly trustScope: string;
  /** The Nx project whose binaries are built. */
  readonly project: string;
  /** What is done in the target folder; what is shipped is built where nothing else is done. */
  readonly use?: 'build' | 'test' | 'shell' | undefined;
}

export interface Volumes {
  readonly cargoHome: string;
  readonly target: string;
}

/**
 * Names of the volumes for Cargo's home and for the target folder. Fetched crates are shared exactly
 * when user, workspace, image and trust scope are the same. No build can write to them.
 *
 * A target folder is of one project and one use alone: its build scripts can read and write all of it, and would
 * embed what another project left there, or alter what another takes as compiled. So would its tests,
 * which may not alter what is shipped.
 */
export function volumeNames(scope: VolumeScope): Volumes {
  const shared = sharedParts(scope);
  return {
    cargoHome: `statix-crates-${digest(shared)}`,
    target: `statix-target-${digest([...shared, scope.project, ...ofUse(scope)])}`,
  };
}

/** Builds have the names that they had when there was nothing else. */
function ofUse({ use = 'build' }: Pick<VolumeScope, 'use'>): string[] {
  return use === 'build' ? [] : [use];
}

function digest(parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24);
}

/**
 * The volume for compiled crates of registries, which projects share.
 *
 * @param set names the crates whose builds may put something there; undefined for all of the scope
 */
export function seedsVolume(
  scope: VolumeScope,
  set: string | undefined,
): { name: string; labels: Record<string, string> } {
  const parts = [...sharedParts(scope), ...ofUse(scope), ...(set === undefined ? [] : [set])];
  const name = `statix-seeds-${digest(parts)}`;
  return { name, labels: buildVolumeLabels(scope, { kind: 'seeds', lock: name }) };
}

/**
 * What the crates of a store of seeds are compiled by and for, under a name that is the same on every machine.
 *
 * @param set see {@link seedsVolume}
 */
export function seedsMake(
  scope: Pick<VolumeScope, 'imageIdentity' | 'use'>,
  set: string | undefined,
): string {
  const sets = set === undefined ? [] : [set];
  return digest([scope.imageIdentity, ...ofUse(scope), ...sets]);
}

function sharedParts(scope: Omit<VolumeScope, 'project'>): (string | number)[] {
  return [
    scope.installation,
    scope.uid,
    scope.workspaceRoot,
    scope.imageIdentity,
    scope.trustScope,
  ];
}

/** Labels by which `cache-list` and `cache-prune` find the volumes again, by the volume's name. */
export function volumeLabels(scope: VolumeScope): Record<string, Record<string, string>> {
  const { cargoHome, target } = volumeNames(scope);
  const project = [scope.project, ...ofUse(scope).map((use) => `(${use})`)].join(' ');
  return {
    [cargoHome]: buildVolumeLabels(scope, { kind: 'crates', lock: cargoHome }),
    [target]: buildVolumeLabels(scope, { kind: 'target', project, lock: target }),
  };
}

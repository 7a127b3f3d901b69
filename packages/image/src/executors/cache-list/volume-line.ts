import { formatBytes } from '@statix/engine';
import { isWorkspaceGone, type BuildVolume } from '@statix/toolchain';

const contents = {
  crates: () => 'crates',
  seeds: () => 'compiled crates for all projects',
  target: (project?: string) => project ?? 'of a project',
};

/**
 * A build volume for a person: name, size, content, trust scope, last use, and whether its image is a
 * present one.
 *
 * @param lastUse undefined if nothing is known
 */
export function volumeLine(
  volume: BuildVolume,
  currentIdentities: ReadonlySet<string>,
  lastUse: Date | undefined,
): string {
  const { name, sizeBytes, trustScope, identity, kind, project, workspaceRoot } = volume;
  const size = sizeBytes === undefined ? 'size unknown' : formatBytes(sizeBytes);
  const content = kind === undefined ? 'of another version' : contents[kind](project);
  const used = lastUse === undefined ? 'last use unknown' : `used ${minute(lastUse)}`;
  const image = currentIdentities.has(identity)
    ? 'present image'
    : `image ${identity.slice(0, 12)}`;
  const gone = isWorkspaceGone(volume) ? [`workspace ${workspaceRoot} is gone`] : [];
  return [name, size.padStart(8), content, `scope ${trustScope}`, used, image, ...gone].join('  ');
}

function minute(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

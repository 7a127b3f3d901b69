import { inDirectory, type CargoRepository } from '@statix/cargo';

/**
 * Where cargo on this machine writes: `target` in the root of each Cargo workspace, from the workspace
 * root of Nx. A workspace without Rust gets the place that a crate in its root would have.
 */
export function targetFolders({ workspaces }: CargoRepository): string[] {
  if (workspaces.length === 0) return ['target'];
  return workspaces.map(({ root }) => inDirectory(root, 'target'));
}

import { isStatixError } from '@statix/contract/errors';
import type { RepositoryFiles } from '@statix/cargo/graph';
import { existingProjects } from './existing-projects.js';
import { workspaceDefinitions, workspacePackages } from './workspace-packages.js';

/**
 * The names that project.json and package.json files give to projects, by folder.
 *
 * @param files all files that Nx has found for the plugin
 */
export async function existingNames(
  workspaceRoot: string,
  files: readonly string[],
  repository: Pick<RepositoryFiles, 'read' | 'exists'>,
): Promise<Map<string, string>> {
  const named = files.filter((file) => /(^|\/)(project|package)\.json$/.test(file));
  if (named.length === 0) return new Map();
  for (const path of workspaceDefinitions)
    if (repository.exists(path)) readQuietly(path, repository);
  const isWorkspacePackage = await workspacePackages(workspaceRoot, repository);
  return existingProjects(named, isWorkspacePackage, repository);
}

/** For the observation: whether it is sound is for Nx to say. */
function readQuietly(path: string, repository: Pick<RepositoryFiles, 'read'>): void {
  try {
    repository.read(path);
  } catch (error) {
    if (!isStatixError(error)) throw error;
  }
}

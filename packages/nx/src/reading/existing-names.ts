import type { RepositoryFiles } from '@statix/cargo/graph';
import { existingProjects } from './existing-projects.js';
import { readQuietly } from './read-quietly.js';
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
  for (const path of workspaceDefinitions) readQuietly(path, repository);
  const isWorkspacePackage = await workspacePackages(workspaceRoot, repository);
  return existingProjects(named, isWorkspacePackage, repository);
}

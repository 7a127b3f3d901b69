import { basename } from 'node:path';
import { dirname } from 'node:path/posix';
import type { RepositoryFiles } from '@statix/cargo/graph';
import { stringAt } from '../json-value.js';

/** Says whether Nx takes a package.json for a project: which ones the package manager's workspaces list. */
export type IsWorkspacePackage = (packageJson: string) => boolean;

/**
 * The names that Nx's own plugins give to projects, by folder. Nx runs them after ours, so that what
 * they say wins: `name` of project.json, else `nx.name` or `name` of a package.json that counts as a
 * project, else that one's folder. A file that is broken is for those plugins to report.
 *
 * @param files all project.json and package.json files, repository-relative
 */
export function existingProjects(
  files: readonly string[],
  isWorkspacePackage: IsWorkspacePackage,
  repository: Pick<RepositoryFiles, 'read'>,
): Map<string, string> {
  const projectJsonFolders = new Set(
    files.filter((file) => basename(file) === 'project.json').map((file) => dirname(file)),
  );
  const names = new Map<string, string>();
  for (const file of files) {
    if (basename(file) !== 'package.json') continue;
    const folder = dirname(file);
    if (!projectJsonFolders.has(folder) && !isWorkspacePackage(file)) continue;
    const manifest = read(file, repository);
    const name = stringAt(manifest, 'nx', 'name') ?? stringAt(manifest, 'name') ?? lastOf(folder);
    names.set(folder, name);
  }
  for (const folder of projectJsonFolders) {
    const file = folder === '.' ? 'project.json' : `${folder}/project.json`;
    const name = stringAt(read(file, repository), 'name');
    if (name !== undefined) names.set(folder, name);
  }
  return names;
}

function read(file: string, repository: Pick<RepositoryFiles, 'read'>): unknown {
  try {
    return JSON.parse(repository.read(file));
  } catch {
    return undefined;
  }
}

/** As Nx names a package.json without a name. */
function lastOf(folder: string): string {
  return basename(folder).toLowerCase();
}

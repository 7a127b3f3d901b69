import { dirname, join } from 'node:path';
import type { NxContext } from './nx-context.js';

/**
 * The folders in which Nx may have looked for `.env` files for a task: that of the project and the root (nx,
 * tasks-runner/task-env-paths.ts). Those between are named as well, which costs nothing.
 *
 * @returns absolute paths
 */
export function dotenvFolders({
  root,
  projectName,
  projectsConfigurations,
}: Pick<NxContext, 'root' | 'projectName' | 'projectsConfigurations'>): string[] {
  const project =
    projectName === undefined ? undefined : projectsConfigurations.projects[projectName];
  const folders = [root];
  for (let at = join('.', project?.root ?? ''); at !== '.'; at = dirname(at)) {
    folders.push(join(root, at));
  }
  return folders;
}

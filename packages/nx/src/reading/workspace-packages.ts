import type { RepositoryFiles } from '@statix/cargo/graph';
import type { IsWorkspacePackage } from './existing-projects.js';

/** The files whose change may make another package.json a project. */
export const workspaceDefinitions = ['package.json', 'pnpm-workspace.yaml', 'lerna.json'];

/**
 * Which package.json files Nx takes for projects, by Nx's own reading of the package manager's
 * workspaces. It lives in `@nx/devkit/internal`, which promises less than the rest and takes long to
 * load: only a repository with workspaces needs it. Where it is gone, no package.json but the root's
 * counts.
 *
 * @param repository of {@link workspaceDefinitions}
 */
export async function workspacePackages(
  workspaceRoot: string,
  repository: Pick<RepositoryFiles, 'read' | 'exists'>,
): Promise<IsWorkspacePackage> {
  const root = rootManifest(repository);
  // Nx includes the root for the sake of its `nx` key alone.
  const rootOnly: IsWorkspacePackage = (path) => path === 'package.json' && 'nx' in root;
  const [, ...others] = workspaceDefinitions;
  if (!('workspaces' in root) && !others.some((path) => repository.exists(path))) return rootOnly;
  try {
    const { buildPackageJsonPatterns, buildPackageJsonWorkspacesMatcher } =
      await import('@nx/devkit/internal');
    const patterns = buildPackageJsonPatterns(workspaceRoot, (path): unknown =>
      JSON.parse(repository.read(path)),
    );
    return buildPackageJsonWorkspacesMatcher(patterns);
  } catch {
    return rootOnly;
  }
}

function rootManifest(repository: Pick<RepositoryFiles, 'read' | 'exists'>): object {
  if (!repository.exists('package.json')) return {};
  try {
    const manifest: unknown = JSON.parse(repository.read('package.json'));
    return typeof manifest === 'object' && manifest !== null ? manifest : {};
  } catch {
    // Nx reports it.
    return {};
  }
}

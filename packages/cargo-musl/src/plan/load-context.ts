import { configTexts, readRepository, repositoryFiles, workspaceOf } from '@statix/cargo';
import { workspaceFiles } from '../inputs/workspace-files.js';
import type { PlanContext } from './cargo-plan.js';

/** Reads the workspace's manifests and Cargo configuration, for a plan. No process, no engine. */
export async function loadContext(
  { manifest }: { readonly manifest: string },
  { workspaceRoot, projectName }: { workspaceRoot: string; projectName: string },
): Promise<PlanContext> {
  const manifests = await workspaceFiles(workspaceRoot, ['**/Cargo.toml']);
  const files = repositoryFiles(workspaceRoot);
  const repository = readRepository(manifests, files);
  const cargoPackage = repository.packages.find((found) => found.manifest === manifest);
  const cargoWorkspace = cargoPackage && workspaceOf(repository, cargoPackage);
  const configs = configTexts(cargoWorkspace, files);
  return { projectName, repository, files, configs };
}

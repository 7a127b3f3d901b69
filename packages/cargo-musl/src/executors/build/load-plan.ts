import { configTexts, readRepository, repositoryFiles, workspaceOf } from '@statix/cargo';
import { workspaceFiles } from '../../inputs/workspace-files.js';
import { planBuild, type BuildPlan } from './plan.js';
import type { BuildOptions } from './schema.js';

/** Reads the workspace's manifests and Cargo configuration, and plans. No process, no engine. */
export async function loadPlan(
  options: BuildOptions,
  { workspaceRoot, projectName }: { workspaceRoot: string; projectName: string },
): Promise<BuildPlan> {
  const manifests = await workspaceFiles(workspaceRoot, ['**/Cargo.toml']);
  const files = repositoryFiles(workspaceRoot);
  const repository = readRepository(manifests, files);
  const cargoPackage = repository.packages.find((found) => found.manifest === options.manifest);
  const cargoWorkspace = cargoPackage && workspaceOf(repository, cargoPackage);
  const configs = configTexts(cargoWorkspace, files);
  return planBuild(options, { projectName, repository, files, configs });
}

import type { TargetConfiguration } from '@nx/devkit';
import { cached } from '../cached.js';
import { inputsOf, workspaceFile } from './inputs-of.js';
import type { StaticProject } from './static-project.js';

/**
 * Carries for `nx affected` what the digests in the options carry for the hash. Nx gives plugins no
 * way to say that something outside the projects moved, and follows neither a digest nor, on Nx 23,
 * the inputs of another project's task. A cached task of the same project whose output the build
 * names as an input is followed by both.
 *
 * By file, for `affected` knows no more: a new Cargo.lock affects all packages of its workspace, and
 * those whose part of it is unchanged are then read from the cache (docs/affected.md).
 */
export function inputsTarget(project: StaticProject): TargetConfiguration {
  const { projectName, image } = project;
  const set = inputsOf(project);
  return {
    executor: 'nx:noop',
    ...cached,
    inputs: [
      ...[...set.cutFiles, ...set.files, ...(image?.files ?? [])].map(workspaceFile),
      { externalDependencies: [] },
    ],
    outputs: [`{workspaceRoot}/${inputsOutput(projectName)}`],
    metadata: { description: 'Internal: lets nx affected see the lock and the image' },
  };
}

/** Never written; naming it is what makes Nx follow the task. */
export function inputsOutput(projectName: string): string {
  return `dist/static-inputs/${projectName}`;
}

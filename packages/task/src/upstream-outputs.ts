import { posix } from 'node:path';
import {
  configuredOptions,
  dependenciesOf,
  ownTask,
  recordOf,
  targetOf,
  type NxContext,
  type NxProject,
  type NxTask,
} from './nx-context.js';

/**
 * The tasks that run directly before this one, by `project:target`, each with the paths and globs of
 * its outputs, relative to the workspace root; undefined outside of a run of tasks.
 */
export function upstreamOutputs(
  context: NxContext,
): ReadonlyMap<string, readonly string[]> | undefined {
  const own = ownTask(context);
  const { taskGraph } = context;
  if (own === undefined || taskGraph === undefined) return undefined;
  const upstream = dependenciesOf(own, context)
    .map((id) => taskGraph.tasks[id])
    .filter((task) => task !== undefined);
  return new Map(
    upstream.map((task) => [
      `${task.target.project}:${task.target.target}`,
      outputsOf(task, context),
    ]),
  );
}

function outputsOf(task: NxTask, context: NxContext): string[] {
  const { project: projectName, configuration } = task.target;
  const project = context.projectsConfigurations.projects[projectName];
  const target = targetOf(task, context);
  const options = { ...configuredOptions(target, configuration), ...recordOf(task.overrides) };
  return interpolateOutputs(target?.outputs ?? [], { project, projectName, options });
}

/** As Nx's `getOutputsForTargetAndConfiguration`, which drops an output that cannot be resolved. */
export function interpolateOutputs(
  outputs: readonly string[],
  {
    project,
    projectName,
    options,
  }: {
    readonly project: NxProject | undefined;
    readonly projectName: string;
    readonly options: Readonly<Record<string, unknown>>;
  },
): string[] {
  return outputs
    .map((output) =>
      output
        .replace('{workspaceRoot}/', '')
        .replace('{projectRoot}', project?.root ?? '.')
        .replaceAll('{projectName}', projectName)
        .replaceAll(/\{options\.(\w+)\}/g, (token, name: string) => {
          const value = options[name];
          return typeof value === 'string' ? value : token;
        }),
    )
    .filter((output) => !/\{(?:projectRoot|workspaceRoot|options\.[^}]*)\}/.test(output))
    .map((output) =>
      output.startsWith('!')
        ? `!${posix.normalize(output.slice(1))}`
        : posix.normalize(output).replace(/\/$/, ''),
    );
}

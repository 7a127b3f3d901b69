import { configuredOptions, type NxContext } from '@statix/task';

/**
 * The options of the target, and the command line as the arguments of the program. Nx reads `--profile=x`
 * as an option of the task as well; here everything that is typed is for the program.
 *
 * @param raw options as Nx gives them to the executor; `args` is the command line as it was typed
 */
export function ownOptions(raw: unknown, context: NxContext): Record<string, unknown> {
  const { projectName = '', targetName = '', configurationName } = context;
  const target = context.projectsConfigurations.projects[projectName]?.targets?.[targetName];
  const configured = configuredOptions(target, configurationName);
  const typed = typeof raw === 'object' && raw !== null && 'args' in raw ? raw.args : undefined;
  return Array.isArray(typed) && typed.length > 0 ? { ...configured, args: typed } : configured;
}

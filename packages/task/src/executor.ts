import { neutralise, parseOptions, StatixError, type NxCommands } from '@statix/contract';
import type { z } from 'zod';
import { dotenvFolders } from './dotenv-folders.js';
import { identifiedImage } from './identified-image.js';
import { recordOf, type NxContext } from './nx-context.js';
import { ownOptions } from './own-options.js';
import { runTask, type TaskOutcome } from './run-task.js';
import type { Step } from './step-options.js';
import { requireSameSteps } from './require-same-steps.js';
import { workspaceCommands } from './workspace-commands.js';

/** What an executor's work is given besides its options. */
export interface Task {
  /** Absolute path. */
  readonly workspaceRoot: string;
  readonly projectName: string;
  /** As the user calls it. */
  readonly targetName: string;
  /** Aborted when the task has to end; see `runTask`. */
  readonly signal: AbortSignal;
  /** Prints a line; control characters of foreign text in it are made visible. */
  readonly report: (line: string) => void;
  readonly context: NxContext;
  /** Absolute: the folders in which Nx looks for `.env` files for the task. */
  readonly dotenvFolders: readonly string[];
  /** How commands of Nx are typed in the workspace. */
  readonly commands: () => NxCommands;
}

export interface ExecutorDefinition<Schema extends z.ZodObject> {
  /** As in project.json: `@statix/verify:verify`. */
  readonly name: string;
  readonly schema: Schema;
  /** The step of the way to a proven program that it is; other executors get their options as they are. */
  readonly step?: Step;
  /** What of Nx's options is meant for it; all of them when left out, for what is no step. */
  readonly ownOptions?: (raw: unknown, context: NxContext) => unknown;
  readonly work: (options: z.output<Schema>, task: Task) => Promise<void>;
}

/**
 * An executor for Nx: takes the options that are meant for it, parses them, and runs the work as one
 * task. Errors are printed once, and the outcome says whether there was one.
 */
export function executor<Schema extends z.ZodObject>({
  name,
  schema,
  step,
  ownOptions: ownOptionsOf = (raw) => raw,
  work,
}: ExecutorDefinition<Schema>): (raw: unknown, context: NxContext) => Promise<TaskOutcome> {
  return (raw, context) => {
    const commands = (): NxCommands => workspaceCommands(context);
    const run = async (signal: AbortSignal): Promise<void> => {
      const { projectName, root: workspaceRoot, targetName = name } = context;
      if (projectName === undefined) {
        throw new StatixError({
          code: 'STATIX_PROJECT_MISSING',
          what: `Nx named no project to run ${name} for`,
        });
      }
      const report = (line: string): void => {
        process.stdout.write(`${neutralise(line)}\n`);
      };
      const own = step === undefined ? ownOptionsOf(raw, context) : ownOptions(step, raw, context);
      const given = 'imageDefinition' in schema.shape ? withDefinition(own, context, report) : own;
      const options = parseOptions(schema, given, name);
      if (step !== undefined) requireSameSteps(options, context);
      await work(options, {
        workspaceRoot,
        projectName,
        targetName,
        signal,
        report,
        context,
        dotenvFolders: dotenvFolders(context),
        commands,
      });
    };
    return runTask(run, { commands });
  };
}

/**
 * Targets written by hand do not say of which image their image.json has to be: then it is what the
 * graph's target that writes it is for, and where there is none, it is said that the document is believed.
 */
function withDefinition(
  given: unknown,
  context: NxContext,
  report: (line: string) => void,
): unknown {
  const { image, imageDefinition, ...others } = recordOf(given);
  if (typeof image !== 'string' || imageDefinition !== undefined) return given;
  const identified = identifiedImage(image, context);
  // A channel that the target names itself is compared with the document.
  if (identified !== undefined) return { image, ...identified, ...others };
  report(`No target of the workspace writes ${image}: the definition is the one that it names`);
  return given;
}

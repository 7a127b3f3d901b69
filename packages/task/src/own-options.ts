import { isDeepStrictEqual } from 'node:util';
import { nearestName, StatixError } from '@statix/contract';
import {
  configuredOptions,
  dependenciesOf,
  ownTask,
  recordOf,
  targetOf,
  type NxContext,
  type NxTask,
} from './nx-context.js';
import {
  isAmbiguous,
  means,
  optionsOfStep,
  stepOfExecutor,
  steps,
  type Step,
} from './step-options.js';

/** The executor that is all steps together. */
const ALL_STEPS = '@statix/nx:static';

/**
 * The options that are meant for a step. A later step forwards to it all that it was given on the
 * command line (Nx's `params: 'forward'`), whoever it is for: `verify-static --profile=dev --args=-x`
 * builds with that profile, and the build knows no `args`. What is another step's is left out; what has
 * the name of an option here and means another is put back to what it is without a command line.
 *
 * @param raw options as Nx gives them to the executor
 * @throws StatixError STATIX_OPTION_UNKNOWN for one that no step knows, or that only a later step knows
 *   and was given to this one; STATIX_OPTION_AMBIGUOUS for one that is another in each step and was given to all
 */
export function ownOptions(step: Step, raw: unknown, context: NxContext): Record<string, unknown> {
  const given = recordOf(raw);
  const task = ownTask(context);
  const overrides = recordOf(task?.overrides);
  const configured = configuredOptions(
    task === undefined ? undefined : targetOf(task, context),
    context.configurationName,
  );
  const own: Record<string, unknown> = {};
  for (const [option, value] of Object.entries(given)) {
    const isTyped = task !== undefined && option in overrides;
    const forwarder = isTyped ? forwarderOf(option, overrides[option], task, context) : undefined;
    const meant =
      isTyped && isOfNoStep(option) && isRevived(option, forwarder ?? task, context)
        ? 'elsewhere'
        : whose(option, step, forwarder, context);
    if (meant === 'here') own[option] = value;
    else if (option in configured) own[option] = configured[option];
  }
  return own;
}

function whose(
  option: string,
  step: Step,
  forwarder: NxTask | undefined,
  context: NxContext,
): 'here' | 'elsewhere' {
  const known = optionsOfStep[step].includes(option);
  if (forwarder === undefined) {
    if (known) return 'here';
    // An option of a step before this one was forwarded to it.
    const earlier = steps.slice(0, steps.indexOf(step));
    const ofEarlier = earlier.some((other) => optionsOfStep[other].includes(option));
    if (ofEarlier && !isAmbiguous(option)) return 'elsewhere';
    // What nobody knows is refused by the schema, which has the place and the nearest name.
    const ofLater = steps.find((other) => optionsOfStep[other].includes(option));
    if (ofLater !== undefined) throw ofAnother(option, step, ofLater);
    return 'here';
  }
  const executor = targetOf(forwarder, context)?.executor ?? '';
  const giver = stepOfExecutor[executor];
  if (isOfNoStep(option)) throw unknownToAll(option, forwarder);
  if (giver !== undefined) return known && means(option, giver, step) ? 'here' : 'elsewhere';
  if (executor === ALL_STEPS && isAmbiguous(option)) throw ambiguous(option, forwarder, context);
  return known ? 'here' : 'elsewhere';
}

/** The last task of this project that was given the option and has forwarded it, if there is one. */
function forwarderOf(
  option: string,
  value: unknown,
  task: NxTask,
  context: NxContext,
): NxTask | undefined {
  const { tasks = {} } = context.taskGraph ?? {};
  const given = Object.values(tasks).filter((candidate) => {
    const executor = targetOf(candidate, context)?.executor ?? '';
    const overrides = recordOf(candidate.overrides);
    return (
      candidate.target.project === task.target.project &&
      (executor in stepOfExecutor || executor === ALL_STEPS) &&
      option in overrides &&
      isDeepStrictEqual(overrides[option], value)
    );
  });
  const forwarders = new Set<NxTask>();
  for (let reached = [task]; reached.length > 0;) {
    const ids = reached.map(({ id }) => id);
    reached = given.filter(
      (candidate) =>
        !forwarders.has(candidate) &&
        dependenciesOf(candidate, context).some((id) => ids.includes(id)),
    );
    for (const forwarder of reached) forwarders.add(forwarder);
  }
  const isLast = ({ id }: NxTask): boolean =>
    ![...forwarders].some((other) => dependenciesOf(other, context).includes(id));
  return [...forwarders].find(isLast);
}

function isOfNoStep(option: string): boolean {
  return !steps.some((other) => optionsOfStep[other].includes(option));
}

/**
 * Whether an option was given to a task that forwards nothing, and came to this one all the same. Nx 23 and
 * 24 forward what was typed, over whatever is between: with `deploy` → `static` ⇒ `build-static`, where only
 * the second edge forwards, `nx run app:deploy --to=x` gives `--to` to the build and not to `static`
 * (`processTask` in create-task-graph.js hands on the command line, not what the task was given).
 */
function isRevived(option: string, task: NxTask, context: NxContext): boolean {
  const dependants = Object.values(context.taskGraph?.tasks ?? {}).filter((other) =>
    dependenciesOf(other, context).includes(task.id),
  );
  return (
    dependants.length > 0 && dependants.every(({ overrides }) => !(option in recordOf(overrides)))
  );
}

function ofAnother(option: string, step: Step, owner: Step): StatixError {
  return new StatixError({
    code: 'STATIX_OPTION_UNKNOWN',
    what: `The ${step} step has no option '${option}'`,
    why: `It is an option of the ${owner} step, which comes after.`,
    remedies: [`Give it to the target of the ${owner} step, or to the one that runs all of them.`],
  });
}

function unknownToAll(option: string, { target }: NxTask): StatixError {
  const names = [...new Set(steps.flatMap((step) => optionsOfStep[step]))];
  const near = nearestName(option, names);
  return new StatixError({
    code: 'STATIX_OPTION_UNKNOWN',
    what: `${target.project}:${target.target} has no option '${option}'`,
    remedies: [
      ...(near === undefined ? [] : [`Did you mean '${near}'?`]),
      {
        text: 'See its options:',
        snippet: `npx nx run ${target.project}:${target.target} --help`,
      },
    ],
  });
}

function ambiguous(option: string, { target }: NxTask, context: NxContext): StatixError {
  const targets = context.projectsConfigurations.projects[target.project]?.targets ?? {};
  const knowing = Object.entries(targets).flatMap(([name, { executor = '' }]) => {
    const step = stepOfExecutor[executor];
    return step !== undefined && optionsOfStep[step].includes(option) ? [name] : [];
  });
  return new StatixError({
    code: 'STATIX_OPTION_AMBIGUOUS',
    what: `${target.project}:${target.target} cannot take '${option}'`,
    why: 'It means something else to each of the steps.',
    remedies: [
      `Give it to one of them: ${knowing.map((name) => `${target.project}:${name}`).join(', ')}.`,
    ],
  });
}

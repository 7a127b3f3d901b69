import {
  configuredOptions,
  dependenciesOf,
  ownTask,
  recordOf,
  targetOf,
  type NxContext,
} from './nx-context.js';
import { stepOfExecutor, steps, type Step } from './step-options.js';

/** A step of the same project that Nx has run, or taken from its cache, before the present task. */
export interface RanStep {
  readonly step: Step;
  readonly targetName: string;
  /** Those of its target, its configuration and the command line; without the defaults of its schema. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The steps that the present task depends on, first to last; none outside of a run of tasks. */
export function ranSteps(context: NxContext): RanStep[] {
  const task = ownTask(context);
  if (task === undefined) return [];
  const { tasks = {} } = context.taskGraph ?? {};
  const ran = dependenciesOf(task, context).flatMap((id): RanStep[] => {
    const upstream = tasks[id];
    if (upstream === undefined || upstream.target.project !== task.target.project) return [];
    const target = targetOf(upstream, context);
    const step = stepOfExecutor[target?.executor ?? ''];
    if (step === undefined) return [];
    const options = {
      ...configuredOptions(target, upstream.target.configuration),
      ...recordOf(upstream.overrides),
    };
    return [{ step, targetName: upstream.target.target, options }];
  });
  return ran.sort((left, right) => steps.indexOf(left.step) - steps.indexOf(right.step));
}

/** Options of the builds among them. */
export function ranBuilds(context: NxContext): RanStep['options'][] {
  return ranSteps(context).flatMap(({ step, options }) => (step === 'build' ? [options] : []));
}

import { StatixError } from '@statix/contract';
import type { NxContext } from './nx-context.js';
import { ranSteps } from './ran-steps.js';
import type { Step } from './step-options.js';

/** What has to be the same in two steps for one to work on the result of the other. */
const compared = ['triple', 'profile'] as const;

/**
 * Refuses a step whose input another step of this run makes with another profile or triple: its folder
 * would hold an older file, or none.
 *
 * @param options the step's own, after defaults
 * @throws StatixError STATIX_STEPS_DIFFER
 */
export function requireSameSteps(
  options: Readonly<Record<string, unknown>>,
  context: NxContext,
): void {
  const { projectName = '', targetName = '' } = context;
  const own = { project: projectName, target: targetName };
  for (const { step, targetName: upstream, options: theirs } of ranSteps(context)) {
    for (const name of compared) {
      const [here, there] = [options[name], theirs[name]];
      if (typeof here !== 'string' || typeof there !== 'string' || here === there) continue;
      throw stepsDiffer(own, upstream, step, { name, here, there });
    }
  }
}

function stepsDiffer(
  { project, target }: { project: string; target: string },
  upstream: string,
  step: Step,
  { name, here, there }: { name: string; here: string; there: string },
): StatixError {
  return new StatixError({
    code: 'STATIX_STEPS_DIFFER',
    what: `${project}:${target} has the ${name} '${here}', and ${upstream} before it has '${there}'`,
    why: `Its input is the result of the ${step} step. That of ${name} '${here}' was not made in this run: it may be older than the sources.`,
    remedies: [
      {
        text: `Give the ${name} on the command line; it reaches the steps before as well:`,
        snippet: `npx nx run ${project}:${target} --${name}=${here}`,
      },
      `Or set the same ${name} for both targets.`,
    ],
  });
}

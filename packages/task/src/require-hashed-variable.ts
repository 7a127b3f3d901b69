import { StatixError } from '@statix/contract';
import type { NxContext } from './nx-context.js';

/**
 * Refuses a cached task whose result follows from an environment variable that its hash does not cover: the
 * plugin writes `inputs`, and a project.json or targetDefaults may replace them.
 *
 * @param name of the variable
 * @throws StatixError STATIX_INPUT_NOT_HASHED
 */
export function requireHashedVariable(name: string, context: NxContext): void {
  const { projectName = '', targetName = '' } = context;
  const target = context.projectsConfigurations.projects[projectName]?.targets?.[targetName];
  if (target?.cache !== true || isAmong(name, target.inputs ?? [], context)) return;
  throw new StatixError({
    code: 'STATIX_INPUT_NOT_HASHED',
    what: `${name} is set, and it is not in the hash of ${projectName}:${targetName}`,
    why: 'The `inputs` of the target were replaced. What is made with one value would be taken from the cache for the other.',
    remedies: [
      { text: 'Add it to the inputs of the target:', snippet: JSON.stringify({ env: name }) },
      { text: 'Or run without it:', snippet: `unset ${name}` },
    ],
  });
}

function isAmong(
  name: string,
  inputs: readonly unknown[],
  context: NxContext,
  within: readonly string[] = [],
): boolean {
  const named = context.nxJsonConfiguration?.namedInputs ?? {};
  const { projectName = '' } = context;
  const own = context.projectsConfigurations.projects[projectName]?.namedInputs ?? {};
  return inputs.some((input) => {
    if (typeof input === 'object' && input !== null && 'env' in input) return input.env === name;
    if (typeof input !== 'string' || within.includes(input)) return false;
    return isAmong(name, own[input] ?? named[input] ?? [], context, [...within, input]);
  });
}

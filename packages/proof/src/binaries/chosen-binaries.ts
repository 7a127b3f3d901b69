import { nearestName, StatixError } from '@statix/contract';
import type { FoundBinary } from './find-binaries.js';

/**
 * Those of the binaries of a project that the option `programs` names; all where it is absent.
 *
 * @param code of the error for a name that none of them has
 * @throws StatixError of that code
 */
export function chosenBinaries(
  {
    project,
    programs,
  }: { readonly project: string; readonly programs: readonly string[] | undefined },
  found: readonly FoundBinary[],
  code: StatixError['code'],
): FoundBinary[] {
  if (programs === undefined) return [...found];
  const names = found.map(({ name }) => name);
  const missing = programs.find((name) => !names.includes(name));
  if (missing === undefined) return found.filter(({ name }) => programs.includes(name));
  const near = nearestName(missing, names);
  throw new StatixError({
    code,
    what: `${project} has no program '${missing}', which \`programs\` names`,
    remedies: [
      ...(near === undefined ? [] : [`Did you mean '${near}'?`]),
      `The programs are: ${names.join(', ')}.`,
    ],
  });
}

import { githubCommandLine } from '@statix/task';
import { annotationsOf, areWanted, type Annotations } from './annotations.js';
import type { Outcome } from '../inputs/verify-inputs.js';

/**
 * Prints what failed for GitHub's runner, where that is wanted.
 *
 * @param fileOf the file of the repository that a program is in, where it is in one
 */
export function printAnnotations(
  outcome: Pick<Outcome, 'reports' | 'unverified'>,
  annotations: Annotations,
  print: (text: string) => void,
  {
    env = process.env,
    fileOf = () => undefined,
  }: { env?: NodeJS.ProcessEnv; fileOf?: (name: string) => string | undefined } = {},
): void {
  if (!areWanted(annotations, env)) return;
  for (const command of annotationsOf(outcome, fileOf)) print(githubCommandLine(command));
}

/** Of a program that was named by its path, or that is in an archive that was. */
export function namedFile(name: string): string {
  return name.split('!')[0] ?? name;
}

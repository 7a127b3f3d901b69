import { githubCommandLine } from '@statix/task';

/** For GitHub's runner alone: it takes away from the log what it reads as a command. */
export function showAnnotation(command: string): void {
  if (process.env['GITHUB_ACTIONS'] === 'true') process.stdout.write(githubCommandLine(command));
}

import { neutralise } from '@statix/contract';

/** For GitHub's runner alone: it takes away from the log what it reads as a command. */
export function showAnnotation(command: string): void {
  if (process.env['GITHUB_ACTIONS'] !== 'true') return;
  // Neutralised but for its beginning, which is ours.
  process.stdout.write(`::${neutralise(command.slice(2))}\n`);
}

import { neutralise } from '@statix/contract';

/**
 * A message as a command of GitHub's runner, which shows it beside what it is about. All that is foreign in it is
 * escaped as the runner's own toolkit does (actions/toolkit, packages/core/src/command.ts): it can end neither
 * the command nor the line.
 *
 * @param properties such as `file`, `line` and `title`, in this order
 */
export function githubCommand(
  level: 'error' | 'warning',
  properties: Readonly<Record<string, string | number>>,
  message: string,
): string {
  const listed = Object.entries(properties).map(([name, value]) => `${name}=${property(value)}`);
  return `::${level} ${listed.join(',')}::${data(message)}`;
}

/** The line for standard output: neutralised but for its beginning, which is ours. */
export function githubCommandLine(command: string): string {
  return `::${neutralise(command.slice(2))}\n`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(value: string | number): string {
  return data(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

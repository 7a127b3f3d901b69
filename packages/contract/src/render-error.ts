import { errorCode, errorMessage } from './error-code.js';
import { withCommands, type NxCommands } from './nx-commands.js';
import { isStatixError, type StatixError } from './statix-error.js';
import { machineFault } from './machine-fault.js';
import { neutralise } from './neutralise.js';

/**
 * Renders an error for a terminal: code and what happened, why, the excerpt, then numbered remedies.
 *
 * Text that came from a log or a binary is neutralised. A stack trace and the chain of causes are
 * added only when `verbose` is true, and for errors that are neither StatixErrors nor faults of the
 * machine, since those are defects of ours and a report without a stack is of no use.
 *
 * @param commands how Nx's commands are typed in the workspace; as they are written when absent
 * @returns several lines without a trailing newline
 */
export function renderError(
  error: unknown,
  {
    verbose = false,
    commands,
  }: { readonly verbose?: boolean; readonly commands?: NxCommands | undefined } = {},
): string {
  const found = isStatixError(error) ? error : machineFault(error);
  if (found !== undefined) {
    const known = commands === undefined ? found : withCommands(found, commands);
    const lines = renderStatixError(known);
    if (verbose) lines.push('', ...renderStack(known));
    return lines.join('\n');
  }
  const lines = [`STATIX_UNEXPECTED  ${neutralise(errorMessage(error))}`];
  // What the system refused may be the machine's fault: it is called a defect only where it is one.
  const said = isSystemError(error)
    ? 'The operating system refused it. If what is named is as it should be, please report it with the lines below.'
    : 'This is a defect in Statix. Please report it with the lines below.';
  lines.push('', `  ${said}`, '');
  return [...lines, ...renderStack(error)].join('\n');
}

/** An error of a system call, as Node makes them: a code of the system and the call. */
function isSystemError(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'syscall' in error &&
    /^E[A-Z0-9]+$/.test(errorCode(error) ?? '')
  );
}

function renderStatixError(error: StatixError): string[] {
  const lines = [`${error.code}  ${neutralise(error.what)}`];
  if (error.why !== undefined) lines.push('', ...indent(neutralise(error.why), 2));
  if (error.excerpt.length > 0) {
    lines.push('', ...error.excerpt.flatMap((line) => indent(neutralise(line), 4)));
  }
  if (error.remedies.length > 0) lines.push('');
  error.remedies.forEach((remedy, index) => {
    lines.push(`  ${index + 1}. ${neutralise(remedy.text)}`);
    if (remedy.snippet !== undefined) lines.push(...indent(neutralise(remedy.snippet), 7));
  });
  return lines;
}

function indent(text: string, columns: number): string[] {
  return text.split('\n').map((line) => (line === '' ? '' : ' '.repeat(columns) + line));
}

function renderStack(error: unknown): string[] {
  const lines: string[] = [];
  for (let current = error, depth = 0; current instanceof Error && depth < 8; depth += 1) {
    lines.push(`${depth === 0 ? '' : 'caused by '}${neutralise(current.stack ?? current.message)}`);
    current = current.cause;
  }
  return lines;
}

import { createHash } from 'node:crypto';
import type { Diagnostic } from './compiler-messages.js';

/**
 * A diagnostic as a command of GitHub's runner, which shows it beside the line that it is about. All that
 * a compiler or a crate has said in it is escaped as the runner's own toolkit does
 * (actions/toolkit, packages/core/src/command.ts): it can end neither the command nor the line.
 *
 * @returns undefined for one that is about no place
 */
export function githubAnnotation({ level, message, code, place }: Diagnostic): string | undefined {
  if (place === undefined) return undefined;
  const properties = {
    file: place.file,
    line: place.line,
    endLine: place.endLine,
    col: place.column,
    ...(code === undefined ? {} : { title: code }),
  };
  const listed = Object.entries(properties).map(([name, value]) => `${name}=${property(value)}`);
  return `::${level} ${listed.join(',')}::${data(message)}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(value: string | number): string {
  return data(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** Diagnostics as GitLab reads them: its docs, "Code Quality", "Code Quality report format". */
export function codeQuality(diagnostics: readonly Diagnostic[]): string {
  const entries = diagnostics.flatMap(({ level, message, code, place }) => {
    if (place === undefined) return [];
    const { file: path, line: begin } = place;
    return [
      {
        description: message,
        check_name: code ?? level,
        // Of what it says and not of where in the file: it stays the same when lines move.
        fingerprint: createHash('sha256')
          .update(JSON.stringify([path, code, message]))
          .digest('hex'),
        severity: level === 'error' ? 'critical' : 'minor',
        location: { path, lines: { begin } },
      },
    ];
  });
  return `${JSON.stringify(entries, undefined, 2)}\n`;
}

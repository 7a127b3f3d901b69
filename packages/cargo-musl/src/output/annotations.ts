import { createHash } from 'node:crypto';
import { githubCommand } from '@statix/task';
import { repositoryFile, type Diagnostic, type Place } from './compiler-messages.js';
import type { TestSuite } from './test-results.js';

/**
 * A diagnostic as a command of GitHub's runner, which shows it beside the line that it is about.
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
  return githubCommand(level, properties, message);
}

/** GitHub shows ten of a step; the rest are in its log. */
const MOST_ANNOTATIONS = 10;

/** What is shown of the message of one failed test. */
const MESSAGE_LINES = 10;

/**
 * Tests that failed, as commands of GitHub's runner: beside the line that has panicked where that is one
 * of the repository, and else beside none.
 *
 * @param root repository-relative folder of the Cargo workspace, to which the places in messages are relative
 */
export function testAnnotations(suites: readonly TestSuite[], root: string): string[] {
  const failed = suites.flatMap(failuresOf);
  return failed.slice(0, MOST_ANNOTATIONS).map(({ suite, name, output }) => {
    const { place, message } = panicOf(output, root);
    const properties = {
      ...(place === undefined ? {} : { file: place.file, line: place.line, col: place.column }),
      title: name === suite ? name : `${name} (${suite})`,
    };
    return githubCommand('error', properties, message === '' ? 'The test failed.' : message);
  });
}

interface FailedTest {
  readonly suite: string;
  readonly name: string;
  readonly output: string;
}

function failuresOf({ name: suite, cases, failed, ended }: TestSuite): FailedTest[] {
  const named = cases.filter(({ status }) => status === 'failed');
  if (named.length > 0 || !failed) {
    return named.map(({ name, output = '' }) => ({ suite, name, output }));
  }
  return [{ suite, name: suite, output: ended ?? 'It failed and named no test.' }];
}

/** What stands between the name of the thread and the place; Rust 1.73 and later. */
const PANICKED = ' panicked at ';

/** No compiler gives a file such a name; a line of a test that is longer is not looked at. */
const LONGEST_PLACE = 4096;

/**
 * Of `thread 'name' (12) panicked at src/lib.rs:9:9:` and the message from the next line on. By lines and not by
 * one pattern over all of it, which takes the square of its length for a test that prints such words for ever.
 */
function panicOf(
  output: string,
  root: string,
): { place: Omit<Place, 'endLine'> | undefined; message: string } {
  for (let start = 0; start < output.length;) {
    const end = output.indexOf('\n', start);
    if (end === -1) break;
    const line = end - start > LONGEST_PLACE ? '' : output.slice(start, end);
    start = end + 1;
    const from = line.startsWith('thread ') ? line.lastIndexOf(PANICKED) : -1;
    const found = from === -1 ? undefined : PLACE.exec(line.slice(from + PANICKED.length))?.groups;
    if (found === undefined) continue;
    const file = repositoryFile(root, found['file'] ?? '');
    return {
      place: placeIn(file, Number(found['line']), Number(found['column'])),
      message: shortened(output.slice(start)),
    };
  }
  return { place: undefined, message: shortened(output) };
}

const PLACE = /^(?<file>.+):(?<line>\d+):(?<column>\d+):$/;

function placeIn(
  file: string | undefined,
  line: number,
  column: number,
): Omit<Place, 'endLine'> | undefined {
  return file === undefined ? undefined : { file, line, column };
}

function shortened(message: string): string {
  const lines = message
    .split('\n')
    .filter((line) => !line.startsWith('note: run with `RUST_BACKTRACE'));
  return lines.slice(0, MESSAGE_LINES).join('\n').trim();
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

import { resolve } from 'node:path';
import { nearestName, outputFolder, StatixError } from '@statix/contract';
import { connectEngine } from '@statix/engine';
import { findBinaries, streamFromScratch, type FoundBinary } from '@statix/proof';
import type { Ended } from './ended.js';
import { runHere } from './run-here.js';
import type { Place } from './place.js';
import type { RunOptions } from './schema.js';

export interface RunContext {
  readonly workspaceRoot: string;
  readonly projectName: string;
  /** Folder that the program starts in, where it runs on this machine. */
  readonly folder: string;
  readonly place: Place;
  readonly signal: AbortSignal;
  /** Gets lines for a person. */
  readonly report: (line: string) => void;
}

/**
 * Runs a program that was built, with the input and the outputs of this process.
 *
 * @throws StatixError STATIX_PROGRAM_FAILED with how it ended unless that was 0, STATIX_BINARY_NOT_FOUND,
 *   and those of the engine
 */
export async function performRun(
  options: RunOptions,
  { workspaceRoot, projectName: project, folder, place, signal, report }: RunContext,
): Promise<void> {
  const { triple, profile } = options;
  const binaries = resolve(
    workspaceRoot,
    options.binaries ?? outputFolder('static', project, options),
  );
  const found = await findBinaries({ project, triple, profile, binaries, perBinary: new Map() });
  const { name, path } = chosen(found, options.bin, project);
  const program = { program: path, arguments: options.args, signal };
  if (place === 'container') {
    report(`Running ${name} in an empty container: it is for Linux on x86_64`);
    const ended = await streamFromScratch(await connectEngine({ signal }), {
      ...program,
      stdin: process.stdin,
      stdout: process.stdout,
      stderr: process.stderr,
    });
    requireSuccess(name, ended);
    return;
  }
  requireSuccess(name, await runHere({ ...program, folder }));
}

function chosen(
  found: readonly FoundBinary[],
  wanted: string | undefined,
  project: string,
): FoundBinary {
  const [only, another] = found;
  const names = found.map(({ name }) => name);
  const named = found.find(({ name }) => name === (wanted ?? project));
  if (named !== undefined) return named;
  if (wanted === undefined && only !== undefined && another === undefined) return only;
  const near = wanted === undefined ? undefined : nearestName(wanted, names);
  throw new StatixError({
    code: 'STATIX_BINARY_NOT_FOUND',
    what:
      wanted === undefined
        ? `${project} has several programs, and none of its own name`
        : `${project} has no program '${wanted}'`,
    remedies: [
      ...(near === undefined ? [] : [`Did you mean '${near}'?`]),
      {
        text: `Name one of them (${names.join(', ')}):`,
        snippet: `npx nx run <project>:run-static --bin=${near ?? names[0] ?? ''}`,
      },
    ],
  });
}

function requireSuccess(name: string, { exitCode, signal, startError }: Ended): void {
  if (exitCode === 0) return;
  const how =
    startError !== undefined
      ? `could not be started: ${startError}`
      : signal !== undefined
        ? `was ended by ${signal}`
        : `ended with exit code ${String(exitCode)}`;
  throw new StatixError({ code: 'STATIX_PROGRAM_FAILED', what: `${name} ${how}` });
}

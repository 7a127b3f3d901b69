#!/usr/bin/env node
import { constants } from 'node:os';
import { isStatixError, renderError, type StatixError } from '@statix/contract';
import { containerRuns } from '@statix/proof';
import { runTask } from '@statix/task';
import { ownVersion } from '../evidence/own-version.js';
import { verdictOfAll } from '../outcome/verdict.js';
import { withoutVerdict } from '../outcome/without-verdict.js';
import { help } from './help.js';
import { parseCommandLine } from './parse-command-line.js';
import { verifyFiles } from './verify-files.js';

/** By what there is to say in the end. */
const EXIT = { pass: 0, fail: 1, usage: 2, none: 3 } as const;

const USAGE = ['STATIX_COMMAND_LINE', 'STATIX_OPTION_UNKNOWN', 'STATIX_OPTION_INVALID'];

async function main(args: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.none;
  const ended = endingSignal();
  await runTask(async (signal) => {
    try {
      exitCode = await run(args, signal);
    } catch (error) {
      if (isStatixError(error) && USAGE.includes(error.code)) exitCode = EXIT.usage;
      throw error;
    }
  });
  const by = ended();
  return by === undefined ? exitCode : 128 + constants.signals[by];
}

async function run(args: readonly string[], signal: AbortSignal): Promise<number> {
  const commandLine = parseCommandLine(args);
  if (commandLine.ask !== 'verify') {
    process.stdout.write(commandLine.ask === 'help' ? help() : `${ownVersion()}\n`);
    return EXIT.pass;
  }
  const outcome = await verifyFiles(commandLine.paths, commandLine.options, {
    folder: process.cwd(),
    runProgram: containerRuns(signal).runProgram,
    print: (text) => process.stdout.write(text),
    colour: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
    env: process.env,
    signal,
  });
  const error = withoutVerdict(
    outcome,
    'Leave out --run: what the bytes of a program say needs no engine.',
  );
  if (error !== undefined) printError(error);
  return EXIT[verdictOfAll(outcome)];
}

function printError(error: StatixError): void {
  process.stderr.write(`${renderError(error)}\n`);
}

/** Watches for a signal that ends the process; a shell is told it by the exit code. */
function endingSignal(): () => NodeJS.Signals | undefined {
  let by: NodeJS.Signals | undefined;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.once(signal, () => {
      by ??= signal;
    });
  }
  return () => by;
}

main(process.argv.slice(2)).then(
  (exitCode) => {
    // Connections to an engine that are kept alive would keep the process; but all that is printed has to be out.
    process.stdout.write('', () => {
      process.exit(exitCode);
    });
  },
  (error: unknown) => {
    process.stderr.write(`${renderError(error)}\n`);
    process.exitCode = EXIT.none;
  },
);

import { parseArgs, type ParseArgsConfig } from 'node:util';
import {
  errorCode,
  errorMessage,
  isStatixError,
  nearestName,
  parseOptions,
  StatixError,
} from '@statix/contract';
import { flagNameOf, flagsOf, type Flag } from './flags.js';
import { cliSchema, type CliOptions } from './schema.js';

export const COMMAND = 'npx @statix/verify';

/** One for each option; the command has `--help` and `--version` of itself. */
export const FLAGS: readonly Flag[] = flagsOf(cliSchema);

/** Options that say something of a run, and nothing without one. */
const OF_A_RUN: readonly (keyof CliOptions)[] = [
  'args',
  'environment',
  'expectedExitCode',
  'expectedStdout',
  'timeoutSeconds',
  'memoryMegabytes',
  'pids',
  'writablePaths',
  'perBinary',
];

export type CommandLine =
  | { readonly ask: 'help' | 'version' }
  | { readonly ask: 'verify'; readonly paths: readonly string[]; readonly options: CliOptions };

/**
 * Reads a command line. Nothing in it is passed over: what is not known, or would be without effect, is refused.
 *
 * @throws StatixError STATIX_COMMAND_LINE, STATIX_OPTION_INVALID
 */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parsed(args);
  if (values['help'] === true) return { ask: 'help' };
  if (values['version'] === true) return { ask: 'version' };
  if (positionals.length === 0) throw usage('No file is named');
  const given = FLAGS.filter(({ name }) => values[name] !== undefined);
  const raw = given.map(({ name, option, form }): [string, unknown] => [
    option,
    valueOf(name, form, values[name]),
  ]);
  const options = optionsOf(Object.fromEntries(raw));
  const useless = given.find(({ option }) => OF_A_RUN.some((known) => known === option));
  if (!options.run && useless !== undefined) {
    throw usage(`--${useless.name} is about a run, and none is asked for`, ['Add --run.']);
  }
  return { ask: 'verify', paths: [...new Set(positionals)], options };
}

/** Wrong values are named by their flags. */
function optionsOf(raw: Record<string, unknown>): CliOptions {
  try {
    return parseOptions(cliSchema, raw, COMMAND, 'Correct the command line.');
  } catch (error) {
    if (!isStatixError(error)) throw error;
    const { code, what, remedies } = error;
    const excerpt = error.excerpt.map((line) =>
      line.replace(/^\w+/, (option) => `--${flagNameOf(option)}`),
    );
    throw new StatixError({ code, what, excerpt, remedies });
  }
}

type Given = string | boolean | (string | boolean)[] | undefined;

function parsed(args: readonly string[]): {
  readonly values: Readonly<Record<string, Given>>;
  readonly positionals: readonly string[];
} {
  const flags = FLAGS.map(({ name, form }): [string, FlagConfig] => [
    name,
    form === 'switch'
      ? { type: 'boolean' }
      : { type: 'string', multiple: form === 'list' || form === 'pairs' },
  ]);
  try {
    return parseArgs({
      args: [...args],
      options: {
        ...Object.fromEntries(flags),
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    if (errorCode(error)?.startsWith('ERR_PARSE_ARGS_') !== true) throw error;
    const message = errorMessage(error);
    // What Node adds is about files that begin with a dash, and follows a full stop.
    throw usage(message.split(/\n|\. /)[0] ?? message, didYouMean(message));
  }
}

type FlagConfig = NonNullable<ParseArgsConfig['options']>[string];

function didYouMean(message: string): string[] {
  const unknown = /^Unknown option '--?([^']+)'/.exec(message)?.[1];
  if (unknown === undefined) return [];
  const known = [...FLAGS.map(({ name }) => name), 'help', 'version'];
  const nearest = nearestName(unknown, known);
  return nearest === undefined ? [] : [`Did you mean --${nearest}?`];
}

function valueOf(name: string, form: Flag['form'], value: Given): unknown {
  switch (form) {
    case 'switch':
    case 'text':
    case 'list':
      return value;
    case 'number':
      // An empty text is 0 to Number(); what is no number is refused as it was typed.
      return typeof value === 'string' && /\d/.test(value) && !Number.isNaN(Number(value))
        ? Number(value)
        : value;
    case 'pairs':
      return Object.fromEntries(textsOf(value).map((text) => pairOf(name, text)));
    case 'json':
      return jsonOf(name, textsOf(value)[0] ?? '');
  }
}

function textsOf(value: Given): string[] {
  const all = Array.isArray(value) ? value : [value];
  return all.filter((one) => typeof one === 'string');
}

function pairOf(name: string, text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw usage(`--${name} wants a name, = and a value, and not '${text}'`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function jsonOf(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usage(`--${name} wants JSON: ${errorMessage(error)}`);
  }
}

function usage(what: string, remedies: readonly string[] = []): StatixError {
  return new StatixError({
    code: 'STATIX_COMMAND_LINE',
    what,
    remedies: [...remedies, { text: 'See what there is:', snippet: `${COMMAND} --help` }],
  });
}

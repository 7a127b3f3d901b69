import { parseArgs } from 'node:util';
import { errorCode, errorMessage, nearestName, parseOptions, StatixError } from '@statix/contract';
import { flagsOf, type Flag } from './flags.js';
import { cliSchema, type CliOptions } from './schema.js';

export const COMMAND = 'npx @statix/verify';

/** Said of `run`, whose other value is what happens anyway. */
export const NO_RUN = 'no-run';

/** The flags, but for those that the command has of itself: `--help`, `--version`, `--no-run`. */
export const FLAGS: readonly Flag[] = flagsOf(cliSchema).filter(({ option }) => option !== 'run');

export type CommandLine =
  | { readonly ask: 'help' | 'version' }
  | { readonly ask: 'verify'; readonly paths: readonly string[]; readonly options: CliOptions };

/**
 * Reads a command line. Nothing in it is passed over: what is not known is refused.
 *
 * @throws StatixError STATIX_COMMAND_LINE, STATIX_OPTION_INVALID
 */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parsed(args);
  if (values['help'] === true) return { ask: 'help' };
  if (values['version'] === true) return { ask: 'version' };
  if (positionals.length === 0) throw usage('No file is named');
  const raw = Object.fromEntries(
    FLAGS.flatMap(({ name, option, form }) => {
      const value = values[name];
      return value === undefined ? [] : [[option, valueOf(name, form, value)]];
    }),
  );
  const run = values[NO_RUN] === true ? { run: 'never' } : {};
  const options = parseOptions(cliSchema, { ...raw, ...run }, COMMAND, 'Correct the command line.');
  return { ask: 'verify', paths: [...new Set(positionals)], options };
}

function parsed(args: readonly string[]) {
  const flags = FLAGS.map(({ name, form }) => [
    name,
    form === 'switch'
      ? { type: 'boolean' as const }
      : { type: 'string' as const, multiple: form === 'list' || form === 'pairs' },
  ]);
  try {
    return parseArgs({
      args: [...args],
      options: {
        ...Object.fromEntries(flags),
        [NO_RUN]: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    if (errorCode(error)?.startsWith('ERR_PARSE_ARGS_') !== true) throw error;
    throw usage(errorMessage(error).split('\n')[0] ?? '', didYouMean(errorMessage(error)));
  }
}

function didYouMean(message: string): string[] {
  const unknown = /^Unknown option '--?([^']+)'/.exec(message)?.[1];
  if (unknown === undefined) return [];
  const known = [...FLAGS.map(({ name }) => name), NO_RUN, 'help', 'version'];
  const nearest = nearestName(unknown, known);
  return nearest === undefined ? [] : [`Did you mean --${nearest}?`];
}

type Given = string | boolean | (string | boolean)[] | undefined;

function valueOf(name: string, form: Flag['form'], value: Given): unknown {
  switch (form) {
    case 'switch':
    case 'text':
    case 'list':
      return value;
    case 'number':
      // An empty text is 0 to Number().
      return typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
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
    remedies: [
      ...remedies,
      'Write a value that begins with a dash behind `=`: `--args=--version`.',
      { text: 'See what there is:', snippet: `${COMMAND} --help` },
    ],
  });
}

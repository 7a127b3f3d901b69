import { z } from 'zod';
import { nearestName } from './nearest-name.js';
import { StatixError, type Remedy } from './statix-error.js';

/**
 * Parses options that a user wrote. Unknown keys are errors with the nearest known name, wrong
 * values say which option, what was expected and what was received.
 *
 * Nx checks an executor's schema.json before the executor runs, with messages that name neither;
 * so that schema is loose and this is the only refusal.
 *
 * @param schema a strict object schema
 * @param place what the options belong to, as a user would name it: `@statix/cargo-musl:build`
 * @throws StatixError STATIX_OPTION_UNKNOWN, STATIX_OPTION_INVALID
 */
export function parseOptions<Schema extends z.ZodObject>(
  schema: Schema,
  raw: unknown,
  place: string,
): z.output<Schema> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;

  const known = Object.keys(schema.shape);
  const unknown = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [],
  );
  const [firstUnknown] = unknown;
  if (firstUnknown !== undefined) {
    throw new StatixError({
      code: 'STATIX_OPTION_UNKNOWN',
      what: `${place} has no option ${unknown.map((name) => `'${name}'`).join(', ')}`,
      remedies: [
        ...unknown.flatMap((name) => didYouMean(name, known)),
        `The options are: ${[...known].sort().join(', ')}.`,
      ],
    });
  }
  throw new StatixError({
    code: 'STATIX_OPTION_INVALID',
    what: `${place} has options with wrong values`,
    excerpt: parsed.error.issues.map((issue) => {
      const option = issue.path.join('.') || '(all)';
      return `${option}: ${issue.message}; received ${preview(valueAt(raw, issue.path))}`;
    }),
    remedies: [
      'Correct the values where they are set: project.json, nx.json, Cargo.toml or the command line.',
    ],
  });
}

function didYouMean(name: string, known: readonly string[]): Remedy[] {
  const nearest = nearestName(name, known);
  return nearest === undefined ? [] : [{ text: `Did you mean '${nearest}' instead of '${name}'?` }];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((current, key) => {
    return typeof current === 'object' && current !== null ? Reflect.get(current, key) : undefined;
  }, value);
}

function preview(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

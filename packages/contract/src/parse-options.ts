import * as z from 'zod';
import { nearestName } from './nearest-name.js';
import { StatixError, type Remedy } from './statix-error.js';

/**
 * Parses options that a user wrote. Unknown keys are errors with the nearest known name, on any
 * level; wrong values say which option, what was expected and what was received. Every problem has
 * a line of its own.
 *
 * Nx checks an executor's schema.json before the executor runs, with messages that name neither;
 * so that schema is loose and this is the only refusal.
 *
 * @param schema a strict object schema
 * @param place what the options belong to, as a user would name it: `@statix/cargo-musl:build`
 * @param correct what to do about a wrong value
 * @throws StatixError STATIX_OPTION_UNKNOWN, STATIX_OPTION_INVALID
 */
export function parseOptions<Schema extends z.ZodObject>(
  schema: Schema,
  raw: unknown,
  place: string,
  correct = 'Correct the values where they are set: project.json, nx.json, Cargo.toml or the command line.',
): z.output<Schema> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;

  const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, [], schema, raw));
  const unknown = problems.filter(({ key, path }) => key !== undefined && path.length === 0);
  if (unknown.length > 0) {
    const others = problems.filter((problem) => !unknown.includes(problem));
    throw new StatixError({
      code: 'STATIX_OPTION_UNKNOWN',
      what: `${place} has no option ${unknown.map(({ key = '' }) => `'${key}'`).join(', ')}`,
      excerpt: others.map(({ line }) => line),
      remedies: [
        ...problems.flatMap(didYouMean),
        `The options are: ${Object.keys(schema.shape).sort().join(', ')}.`,
      ],
    });
  }
  throw new StatixError({
    code: 'STATIX_OPTION_INVALID',
    what: `${place} has options with wrong values`,
    excerpt: problems.map(({ line }) => line),
    remedies: [...problems.flatMap(didYouMean), correct],
  });
}

interface Problem {
  /** Of the object that an unknown key stands in, or of the value that is wrong. */
  readonly path: readonly PropertyKey[];
  /** The unknown key. */
  readonly key?: string;
  /** Keys that the object has. */
  readonly known: readonly string[];
  readonly line: string;
}

function problemsOf(
  issue: z.core.$ZodIssue,
  above: readonly PropertyKey[],
  schema: unknown,
  raw: unknown,
): Problem[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, path);
    return issue.keys.map((key) => {
      const among = known.length === 0 ? '' : `; the keys are ${[...known].sort().join(', ')}`;
      return { path, key, known, line: `${named([...path, key])}: there is no such key${among}` };
    });
  }
  if (issue.code === 'invalid_union') {
    // Of several forms, the one that the value comes nearest to says what is wrong with it.
    const nearest = [...issue.errors]
      .filter(
        (issues) =>
          issues.length > 0 &&
          issues.some(({ path: inner }) => inner.length > 0 || isUnknownKey(issues)),
      )
      .sort((left, right) => left.length - right.length)[0];
    if (nearest !== undefined)
      return nearest.flatMap((inner) => problemsOf(inner, path, schema, raw));
  }
  return [
    {
      path,
      known: [],
      line: `${named(path)}: ${issue.message}; received ${preview(valueAt(raw, path))}`,
    },
  ];
}

function isUnknownKey(issues: readonly z.core.$ZodIssue[]): boolean {
  return issues.some(({ code }) => code === 'unrecognized_keys');
}

/** The keys of the object that a path leads to, through optional values, records, lists and unions. */
function knownKeys(schema: unknown, path: readonly PropertyKey[]): string[] {
  const plain = unwrapped(schema);
  if (plain instanceof z.ZodUnion)
    return [...new Set(plain.options.flatMap((option) => knownKeys(option, path)))];
  const [first, ...rest] = path;
  if (first === undefined) return plain instanceof z.ZodObject ? Object.keys(plain.shape) : [];
  if (plain instanceof z.ZodObject) return knownKeys(Reflect.get(plain.shape, first), rest);
  if (plain instanceof z.ZodRecord) return knownKeys(plain.valueType, rest);
  if (plain instanceof z.ZodArray) return knownKeys(plain.element, rest);
  return [];
}

function unwrapped(schema: unknown): unknown {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodReadonly
  )
    return unwrapped(schema.unwrap());
  return schema instanceof z.ZodPipe ? unwrapped(schema.in) : schema;
}

function didYouMean({ key, path, known }: Problem): Remedy[] {
  if (key === undefined) return [];
  const nearest = nearestName(key, known);
  return nearest === undefined
    ? []
    : [
        {
          text: `Did you mean '${named([...path, nearest])}' instead of '${named([...path, key])}'?`,
        },
      ];
}

function named(path: readonly PropertyKey[]): string {
  return path.length === 0 ? '(all)' : path.map(String).join('.');
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

/** What takes the place of a value: of each kind one that a schema may want, and one that it may refuse. */
const others: readonly unknown[] = [
  '',
  'text',
  'a b',
  1,
  3,
  true,
  null,
  [],
  ['text'],
  [1],
  {},
  { a: 1 },
  { a: 'text' },
];

/**
 * A document and every one that differs from it in one place: a value that is another one or gone, or
 * a key too many. For specs that hold two judges of documents together.
 *
 * @param more values to put in besides
 */
export function* mutants(document: unknown, more: readonly unknown[] = []): Generator {
  yield document;
  yield* mutantsOf(document, [...others, ...more]);
}

function* mutantsOf(value: unknown, values: readonly unknown[]): Generator {
  yield* values;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      for (const mutant of mutantsOf(item, values)) yield value.with(index, mutant);
      yield value.toSpliced(index, 1);
    }
  } else if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    yield { ...value, unknown: 1 };
    for (const [key, member] of Object.entries(value)) {
      for (const mutant of mutantsOf(member, values)) yield { ...value, [key]: mutant };
      yield Object.fromEntries(Object.entries(value).filter(([other]) => other !== key));
    }
  }
}

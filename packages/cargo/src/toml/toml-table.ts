export type Table = Readonly<Record<string, unknown>>;

export function isTable(value: unknown): value is Table {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
  );
}

/** The value at a path of keys; undefined where there is none. */
export function valueAt(table: Table, ...path: readonly string[]): unknown {
  let at: unknown = table;
  for (const key of path) at = isTable(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  return at;
}

/** The members of a table at a path; none where there is no table. */
export function entriesAt(table: Table, ...path: readonly string[]): [string, unknown][] {
  const value = valueAt(table, ...path);
  return isTable(value) ? Object.entries(value) : [];
}

/** A value as a list; undefined for anything else. */
export function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

const positions = new WeakMap<Table, ReadonlyMap<string, number>>();

/**
 * Those of the given keys that a table has, in the table's order. Made for many small parts of one
 * large table: its keys are counted once.
 */
export function keysInOrder(table: Table, keys: Iterable<string>): string[] {
  const known = positions.get(table);
  const order = known ?? new Map(Object.keys(table).map((key, index) => [key, index]));
  if (known === undefined) positions.set(table, order);
  const there = [...keys].filter((key) => order.has(key));
  return there.sort((left, right) => (order.get(left) ?? 0) - (order.get(right) ?? 0));
}

/** The part of a table that has the given keys. */
export function pickKeys(table: Table, keys: Iterable<string>): Table {
  return Object.fromEntries(keysInOrder(table, keys).map((key) => [key, table[key]]));
}

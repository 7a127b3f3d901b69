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

/** The keys of a table, and where each stands. */
interface KeyOrder {
  readonly keys: readonly string[];
  readonly positions: ReadonlyMap<string, number>;
}

const orders = new WeakMap<Table, KeyOrder>();

function orderOf(table: Table): KeyOrder {
  const known = orders.get(table);
  if (known !== undefined) return known;
  const keys = Object.keys(table);
  const order = { keys, positions: new Map(keys.map((key, position) => [key, position])) };
  orders.set(table, order);
  return order;
}

/**
 * Those of the given keys that a table has, in the table's order. Made for many small parts of one
 * large table: its keys are counted once.
 */
export function keysInOrder(table: Table, wanted: Iterable<string>): string[] {
  const { keys, positions } = orderOf(table);
  const found: number[] = [];
  for (const key of wanted) {
    const position = positions.get(key);
    if (position !== undefined) found.push(position);
  }
  // Numbers in a typed array are sorted without a comparison in JavaScript.
  return Array.from(Int32Array.from(found).sort(), (position) => keys[position] ?? '');
}

/** The part of a table that has the given keys. */
export function pickKeys(table: Table, keys: Iterable<string>): Table {
  return Object.fromEntries(keysInOrder(table, keys).map((key) => [key, table[key]]));
}

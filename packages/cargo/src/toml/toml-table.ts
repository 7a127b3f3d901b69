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

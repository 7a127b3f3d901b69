/**
 * The string at a path of keys in parsed JSON; undefined for anything else. In the graph phase a
 * schema library is loaded only where a user's options are to be checked.
 */
export function stringAt(value: unknown, ...path: readonly string[]): string | undefined {
  let at: unknown = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = Reflect.get(at, key);
  }
  return typeof at === 'string' ? at : undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { isTable } from './toml-table.js';

const known = new WeakMap<object, string>();

/**
 * A value of a TOML document as text: equal for values that smol-toml would write alike, different
 * for others. Not meant to be read again. What it was for a table is kept as long as the table is.
 */
export function tomlEncoding(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return `${typeof value} ${String(value)}`;
  const before = known.get(value);
  if (before !== undefined) return before;
  const encoding = encodingOf(value);
  known.set(value, encoding);
  return encoding;
}

function encodingOf(value: object): string {
  if (Array.isArray(value)) return `[${value.map(tomlEncoding).join()}]`;
  // A date of TOML is one of four kinds, which its ISO form tells apart.
  if (value instanceof Date) return value.toISOString();
  if (!isTable(value)) throw new TypeError('not a value of a TOML document');
  const entries = Object.entries(value);
  return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${tomlEncoding(member)}`).join()}}`;
}

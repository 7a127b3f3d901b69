import { hash } from 'node:crypto';

/**
 * JSON with the keys of every object sorted by code unit, two spaces of indent and a newline at the
 * end: equal values give equal bytes, so that documents can be hashed and compared.
 * Members whose value is undefined are left out, as JSON.stringify does.
 */
export function canonicalJson(value: unknown): string {
  return `${JSON.stringify(sortKeys(value), undefined, 2)}\n`;
}

/** sha256 of {@link canonicalJson}, 64 lower-case hex digits. */
export function canonicalDigest(value: unknown): string {
  return hash('sha256', canonicalJson(value), 'hex');
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
      .map(([key, member]) => [key, sortKeys(member)]),
  );
}

/**
 * Reads a size as people write it for container engines: `8g`, `512m`, `1.5g`, or bytes; k, m and g are
 * powers of 1024.
 *
 * @returns bytes; undefined for a text that is no size
 */
export function parseBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([kmg]?)b?$/i.exec(text.trim());
  const [, digits, unit = ''] = match ?? [];
  if (digits === undefined) return undefined;
  return Math.floor(Number(digits) * 1024 ** ['', 'k', 'm', 'g'].indexOf(unit.toLowerCase()));
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `0 B`, `432 kB`, `1.3 GB`: powers of 1000, as Docker prints them. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  const digits = power > 0 && value < 10 ? 1 : 0;
  return `${value.toFixed(digits)} ${UNITS[power] ?? 'B'}`;
}

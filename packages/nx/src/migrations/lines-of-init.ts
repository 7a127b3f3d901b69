/**
 * Which lines of a .gitignore `init` of 0.1.0 wrote. It added those of `dist` and `target` that no line
 * named yet, in this order and without slashes, at the end of the file. So they are a `dist` with a
 * `target` in the next line, or one of them as the last line with another line above for the other.
 *
 * @returns indices of lines, from the top
 */
export function linesOfInit(lines: readonly string[]): number[] {
  const trimmed = lines.map((line) => line.trim());
  const pair = trimmed.findIndex(
    (line, index) => line === 'dist' && trimmed[index + 1] === 'target',
  );
  if (pair !== -1) return [pair, pair + 1];
  const last = trimmed.findLastIndex((line) => line !== '');
  const other = otherOf[trimmed[last] ?? ''];
  const above = trimmed.slice(0, Math.max(last, 0));
  const named = above.some((line) => line.replace(/^\/|\/$/g, '') === other);
  return named ? [last] : [];
}

const otherOf: Readonly<Record<string, string>> = { dist: 'target', target: 'dist' };

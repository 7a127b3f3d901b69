/**
 * A path written as a glob that Nx's matcher and picomatch both read as that path. Ordinary names
 * stay as they are.
 *
 * Nx has no way to quote `!`, `(`, `)` and `\`: they become `?`, so that such a glob may match a
 * little more than the path.
 */
export function globLiteral(path: string): string {
  return path.replace(/["[{}|*?]/g, '[$&]').replace(/[!()\\]/g, '?');
}

/** True when {@link globLiteral} matches the path and nothing else. */
export function hasExactGlob(path: string): boolean {
  return !/[!()\\]/.test(path);
}

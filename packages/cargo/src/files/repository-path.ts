/**
 * Paths relative to the repository's root: forward slashes, no leading or trailing slash, no `.` or
 * `..`, and '' for the root itself. Everything in this package speaks of files in this form.
 */

/**
 * The path that `relative` names when read from `directory`.
 *
 * @returns undefined when it is absolute or leads out of the repository
 */
export function resolvePath(directory: string, relative: string): string | undefined {
  if (relative.startsWith('/')) return undefined;
  // Most paths are written plainly, and a large repository resolves tens of thousands.
  if (!hasDotsOrGaps.test(relative)) return inDirectory(directory, relative);
  const parts = directory === '' ? [] : directory.split('/');
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** A component that is empty, `.` or `..`. */
const hasDotsOrGaps = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** `name` inside `directory`, without resolving anything. */
export function inDirectory(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}

/** The directory that holds `path`; undefined for the root. */
export function parentOf(path: string): string | undefined {
  if (path === '') return undefined;
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

/** The directories above `path`, nearest first, the root last. */
export function ancestorsOf(path: string): string[] {
  const ancestors: string[] = [];
  for (let at = parentOf(path); at !== undefined; at = parentOf(at)) ancestors.push(at);
  return ancestors;
}

/** True for the directory itself and everything below it. */
export function isWithin(path: string, directory: string): boolean {
  return directory === '' || path === directory || path.startsWith(`${directory}/`);
}

/** The Cargo.toml of a directory. */
export function manifestOf(directory: string): string {
  return inDirectory(directory, 'Cargo.toml');
}

/** Sort order by code unit: the same on every machine, whatever its locale. */
export function byCodeUnit(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

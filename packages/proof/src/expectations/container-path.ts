/** What the kernel mounts, and where the program and its starter are. */
const TAKEN_FOLDERS: readonly string[] = ['/proc', '/sys', '/dev', '/program', '/statix'];

/** Docker and Podman put their own over these, whatever the network. */
const TAKEN_FILES: readonly string[] = ['/etc/hosts', '/etc/hostname', '/etc/resolv.conf'];

const MOST_CHARACTERS = 1024;

/** Why a file cannot be put there in the root of a run; undefined if it can. */
export function refusedFilePath(path: string): string | undefined {
  const [first, ...segments] = path.split('/');
  if (first !== '' || segments.length === 0) return 'expected an absolute path in the container';
  if (path.length > MOST_CHARACTERS) return `expected at most ${MOST_CHARACTERS} characters`;
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'expected no control characters';
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..'))
    return 'expected a path without empty parts, . and ..';
  const folder = TAKEN_FOLDERS.find((taken) => isBelow(path, taken));
  if (folder !== undefined) return `nothing can be put below ${folder}`;
  if (TAKEN_FILES.includes(path)) return 'the container engine puts its own file there';
  return undefined;
}

/** Whether a path is a folder or lies in it. */
export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder.replace(/\/+$/, '')}/`);
}

/** Why a file of the workspace is not named by this; undefined if it is. */
export function refusedWorkspacePath(path: string): string | undefined {
  const segments = path.split('/');
  const isInside =
    !path.startsWith('/') &&
    !/[\\\u0000-\u001f\u007f]/.test(path) &&
    !/^[A-Za-z]:/.test(path) &&
    segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..');
  return isInside
    ? undefined
    : 'expected a path relative to the workspace root, with forward slashes, without . and ..';
}

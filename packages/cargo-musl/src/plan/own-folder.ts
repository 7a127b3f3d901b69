import { isAbsolute, normalize } from 'node:path/posix';
import { StatixError } from '@statix/contract';

/**
 * A folder of the workspace that an executor has to itself, relative to its root and without a `/` at its end.
 *
 * @throws StatixError STATIX_OUTPUT_PATH_REFUSED for a folder outside of the workspace, the workspace
 *   itself, and one in its .git: what an earlier build left there is removed
 */
export function ownFolder(path: string): string {
  const folder = normalize(path).replace(/\/+$/, '');
  const segments = folder.split('/');
  const refused =
    isAbsolute(path) || path.includes('\\') || ['', '.', '..', '.git'].includes(segments[0] ?? '');
  if (!refused) return folder;
  throw new StatixError({
    code: 'STATIX_OUTPUT_PATH_REFUSED',
    what: `The option \`outputPath\` is '${path}', which is no folder of its own in the workspace`,
    remedies: ['Give a path relative to the workspace root, such as dist/static/app.'],
  });
}

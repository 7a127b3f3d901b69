import type { RepositoryFiles } from '../files/repository-files.js';
import { manifestError } from '../manifest/manifest-error.js';
import type { Manifest } from '../manifest/read-manifest.js';
import type { ManifestProblem } from '../model/cargo-repository.js';
import { expandMembers } from './member-glob.js';
import { isExcluded } from './workspace-root.js';

/**
 * The packages that cargo takes when it is run at the root and none is named: `default-members`,
 * else the root package, else all members. Cargo book, "The default-members field".
 *
 * @returns roots of packages
 */
export function defaultMembers(
  root: Manifest,
  members: readonly Manifest[],
  files: RepositoryFiles,
  problems: ManifestProblem[],
): string[] {
  const roots = members.map((member) => member.directory);
  const patterns = root.document.workspace?.['default-members'];
  if (patterns === undefined) return root.package === undefined ? roots : [root.directory];
  const chosen = patterns.flatMap((pattern, index) => {
    const directories = directoriesOf(pattern, root, files);
    return directories.filter((directory) => {
      if (roots.includes(directory)) return true;
      if (!isExcluded(directory, root.directory, root.document.workspace ?? {})) {
        problems.push({
          file: root.path,
          error: notMember(root, index, directory),
          scope: 'none',
        });
      }
      return false;
    });
  });
  return [...new Set(chosen)];
}

function directoriesOf(pattern: string, root: Manifest, files: RepositoryFiles): string[] {
  try {
    const expanded = expandMembers(pattern, root.directory, files);
    return expanded?.matched === true ? expanded.directories : [pattern];
  } catch (error) {
    if (error instanceof RangeError) return [pattern];
    throw error;
  }
}

function notMember(root: Manifest, index: number, directory: string) {
  return manifestError(root, ['workspace', 'default-members', index], {
    code: 'STATIX_MANIFEST_DEFAULT_MEMBER',
    what: `'${directory}' is in \`default-members\` but is no member of the workspace`,
    remedies: ['Add it to `members`, or remove it from `default-members`.'],
  });
}

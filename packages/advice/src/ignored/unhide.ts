import type { Remedy } from '@statix/contract';
import { inDirectory, isWithin, parentOf, type IgnoreLine } from '@statix/cargo';

/** From what a line hides: git knows nothing of .nxignore. */
export function hiddenFrom({ file }: IgnoreLine): string {
  return /(?:^|\/)\.nxignore$/.test(file)
    ? 'from Nx and from the build'
    : 'from git, from Nx and from the build';
}

/**
 * What to do about a line that hides sources.
 *
 * @param path the file or folder that is hidden
 */
export function unhide({ file, line, pattern }: IgnoreLine, path: string): Required<Remedy> {
  const text = pattern.trim();
  // What a line of this file speaks of is below the folder that .git is in.
  const folder = file === '.git/info/exclude' ? '' : (parentOf(file) ?? '');
  const meant = inDirectory(folder, text.replace(/\/$/, ''));
  const isName = /^[\w.-]+\/?$/.test(text);
  return isName && !isWithin(path, meant)
    ? {
        text: `Replace line ${line} of ${file} (\`${text}\`, which means every folder and file of that name) by one that means only ${meant}, and commit ${path}:`,
        snippet: `/${text}`,
      }
    : {
        text: `Remove line ${line} of ${file} (\`${text}\`), or make it mean less, and commit ${path}:`,
        snippet: `git add --force ${path}`,
      };
}

import type { RepositoryFiles } from '../files/repository-files.js';
import { inDirectory, parentOf } from '../files/repository-path.js';
import { isPackageName } from '../manifest/package-name.js';
import type { BrokenPackage, ManifestProblem } from '../model/cargo-repository.js';

/**
 * The packages that Cargo would read and that could not be described.
 *
 * @param workspaceOf the root of the workspace that has a directory as a member
 * @param isDescribed whether a package was read in a directory after all
 */
export function brokenPackages(
  problems: readonly ManifestProblem[],
  workspaceOf: ReadonlyMap<string, string>,
  isDescribed: (directory: string) => boolean,
  files: RepositoryFiles,
): BrokenPackage[] {
  const broken = new Map<string, BrokenPackage>();
  for (const { file: manifest, scope } of problems) {
    if (scope !== 'readers') continue;
    const root = parentOf(manifest) ?? '';
    if (broken.has(root) || isDescribed(root)) continue;
    const standsAlone = files.exists(inDirectory(root, 'Cargo.lock')) ? root : undefined;
    const workspace = workspaceOf.get(root) ?? standsAlone;
    const name = workspace === undefined ? undefined : nameIn(manifest, files);
    if (workspace === undefined || name === undefined) continue;
    broken.set(root, { name, root, manifest, workspace });
  }
  return [...broken.values()];
}

/** From the text, which may be no TOML: the first `name` below `[package]`. */
function nameIn(manifest: string, files: RepositoryFiles): string | undefined {
  let text: string;
  try {
    text = files.read(manifest);
  } catch {
    // What is wrong with the file is among the problems already.
    return undefined;
  }
  const name =
    /^\s*\[(?:package|project)\]\s*$(?:\n(?!\s*\[).*)*?\n\s*name\s*=\s*["']([^"'\n]+)["']/m.exec(
      text,
    )?.[1];
  return name !== undefined && isPackageName(name) ? name : undefined;
}

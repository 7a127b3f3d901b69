import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { isStatixError, type Finding } from '@statix/contract';
import {
  inDirectory,
  isExcluded,
  keyPosition,
  readManifest,
  repositoryFiles,
  type CargoPackage,
  type RepositoryFiles,
} from '@statix/cargo';

/**
 * A Cargo workspace whose root is above the Nx workspace, and which cargo takes for that of a package
 * below: one that has no workspace root within the Nx workspace, and that `exclude` does not name. A
 * build in the container sees nothing above the Nx root. Looks up to the root of the git repository, or
 * of the file system where there is none.
 *
 * @param root absolute, of the Nx workspace
 * @param files of the Nx workspace
 */
export function cargoRootAbove(
  root: string,
  packages: readonly CargoPackage[],
  files: RepositoryFiles,
): Finding[] {
  let rootless = packages.filter((pkg) => !hasRootBelow(pkg, files));
  for (let folder = root; !existsSync(join(folder, '.git')) && dirname(folder) !== folder;) {
    folder = dirname(folder);
    if (rootless.length === 0) return [];
    const above = manifestIn(folder);
    const workspace = above?.document.workspace;
    if (above === undefined || workspace === undefined) continue;
    const place = relative(folder, root).split(sep).join('/');
    const taken = rootless.filter((pkg) => {
      return !isExcluded(pkg.root === '' ? place : inDirectory(place, pkg.root), '', workspace);
    });
    // Those that it excludes look further up, as in cargo.
    rootless = rootless.filter((pkg) => !taken.includes(pkg));
    if (taken.length === 0) continue;
    const path = join(folder, 'Cargo.toml');
    const exclude = [...new Set([...(workspace.exclude ?? []), place])];
    return [
      {
        severity: 'error',
        code: 'cargo-root-above-nx',
        package: null,
        crate: null,
        what: `The Cargo workspace ${path} is above the root of the Nx workspace`,
        why: `Cargo takes members, lock and profiles of ${named(taken)} from there. Nx hashes and a build sees only what is below ${root}.`,
        remedies: [
          { text: 'Put nx.json and package.json beside that Cargo.toml, and run Nx there.' },
          {
            text: 'Or, if the packages here are none of its members, keep it from looking at them, in that Cargo.toml:',
            snippet: `[workspace]\nexclude = [${exclude.map((one) => JSON.stringify(one)).join(', ')}]`,
          },
        ],
        evidence: [
          {
            file: null,
            line: null,
            text: `${path}:${keyPosition(above.text, ['workspace']).line}`,
          },
        ],
        fix: 'none',
      },
    ];
  }
  return [];
}

/** Whether a [workspace] within the Nx workspace is the package's own, which cargo meets first. */
function hasRootBelow(pkg: CargoPackage, files: RepositoryFiles): boolean {
  return readManifest(pkg.workspace, files).document.workspace !== undefined;
}

function manifestIn(folder: string): ReturnType<typeof readManifest> | undefined {
  if (!existsSync(join(folder, 'Cargo.toml'))) return undefined;
  try {
    return readManifest('', repositoryFiles(folder));
  } catch (error) {
    // One that is broken is not for a doctor of this workspace to tell; cargo will.
    if (!isStatixError(error)) throw error;
    return undefined;
  }
}

function named(packages: readonly CargoPackage[]): string {
  const [first, second, third, ...others] = packages.map(({ name }) => name);
  const shown = [first, second, third].filter((name) => name !== undefined).join(', ');
  return others.length === 0 ? shown : `${shown} and ${others.length} more`;
}

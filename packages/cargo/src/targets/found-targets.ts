import { inDirectory } from '../files/repository-path.js';
import type { RepositoryFiles } from '../files/repository-files.js';

/** A source file that is a target because of where it is. */
export interface FoundTarget {
  readonly name: string;
  /** Relative to the package's root. */
  readonly path: string;
}

/**
 * The targets in a directory of targets (`src/bin`, `examples`, `tests`, `benches`): each `*.rs`
 * file, and each directory with a `main.rs`. Dot files are none.
 * Cargo book, "Target auto-discovery"; Cargo's `infer_from_directory`.
 *
 * @param directory relative to the package's root
 */
export function foundInDirectory(
  packageRoot: string,
  directory: string,
  files: RepositoryFiles,
): FoundTarget[] {
  const found: FoundTarget[] = [];
  for (const entry of files.list(inDirectory(packageRoot, directory))) {
    if (entry.name.startsWith('.')) continue;
    const path = `${directory}/${entry.name}`;
    if (!entry.directory) {
      if (entry.name.endsWith('.rs')) found.push({ name: entry.name.slice(0, -3), path });
    } else if (files.exists(inDirectory(packageRoot, `${path}/main.rs`))) {
      found.push({ name: entry.name, path: `${path}/main.rs` });
    }
  }
  return found;
}

/** The binaries that Cargo finds: `src/main.rs`, named as the package, and those in `src/bin`. */
export function foundBinaries(
  packageRoot: string,
  packageName: string,
  files: RepositoryFiles,
): FoundTarget[] {
  const main = 'src/main.rs';
  return [
    ...(files.exists(inDirectory(packageRoot, main)) ? [{ name: packageName, path: main }] : []),
    ...foundInDirectory(packageRoot, 'src/bin', files),
  ];
}

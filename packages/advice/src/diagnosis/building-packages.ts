import { resolvePath } from '@statix/cargo';

/** Where the executor puts the repository in the container. */
const workspaceMount = '/workspace/';

/** Packages of the repository that a log names, and which of them a line speaks of. */
export interface BuildingPackages {
  /** Repository-relative directories. */
  readonly directories: readonly string[];
  /**
   * The directory of the package whose build script or compiler wrote the line; undefined for a
   * crate from elsewhere, or when it is unknown.
   */
  at(lineNumber: number, text: string): string | undefined;
}

interface Mention {
  readonly number: number;
  /** undefined for a crate from elsewhere. */
  readonly directory: string | undefined;
}

/**
 * Reads from a log which packages were built, from lines like `Compiling app v0.1.0 (/workspace/crates/app)`
 * and `failed to run custom build command for …`.
 */
export function buildingPackages(log: string): BuildingPackages {
  const byName = new Map<string, string>();
  const compiled: Mention[] = [];
  const failures: Mention[] = [];
  log.split('\n').forEach((line, index) => {
    const named = /([\w-]{1,100}) v\d[\w.+-]{0,60}(?: \((\/[^)\s]{1,500})\))?/.exec(
      line.slice(0, 2000),
    );
    if (named?.[1] === undefined) return;
    const directory = named[2] === undefined ? undefined : repositoryPath(named[2]);
    if (directory !== undefined) byName.set(named[1], directory);
    const mention = { number: index + 1, directory };
    if (line.includes('failed to run custom build command')) failures.push(mention);
    else if (directory !== undefined) compiled.push(mention);
  });
  return {
    directories: [...new Set(byName.values())],
    at(lineNumber, text) {
      // Warnings of build scripts begin with `warning: name@version:`, and come before the failure.
      const warned = /^warning: ([\w-]{1,100})@[\w.+-]{1,60}: /.exec(text)?.[1];
      if (warned !== undefined) return byName.get(warned);
      const before = ({ number }: Mention): boolean => number <= lineNumber;
      const speaker = failures.findLast(before) ?? failures[0] ?? compiled.findLast(before);
      return speaker?.directory;
    },
  };
}

/** The repository-relative path of a path in the container; undefined outside of the repository. */
export function repositoryPath(path: string): string | undefined {
  if (`${path}/` === workspaceMount) return '';
  return path.startsWith(workspaceMount)
    ? resolvePath('', path.slice(workspaceMount.length))
    : undefined;
}

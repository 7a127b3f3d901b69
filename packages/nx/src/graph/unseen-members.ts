import {
  ancestorsOf,
  ignoredBy,
  type CargoPackage,
  type RepositoryFiles,
} from '@statix/cargo/graph';

/**
 * Packages that Cargo reads and Nx does not list: ignored by git although they may be tracked, or
 * behind a symbolic link, which Nx does not follow. They are no projects, and builds that need them
 * lack their files.
 *
 * @param listed the manifests that Nx has found for the plugin
 * @param isLink whether a repository-relative path is a symbolic link
 * @returns a sentence for each; none for what nx.json takes from the plugin
 */
export function unseenMembers(
  packages: readonly CargoPackage[],
  listed: ReadonlySet<string>,
  files: RepositoryFiles,
  isLink: (path: string) => boolean,
): string[] {
  const lineFor = ignoredBy(files);
  return packages.flatMap(({ manifest, name }) => {
    if (listed.has(manifest)) return [];
    const lack = `no project, and builds that need it lack its files`;
    const link = [manifest, ...ancestorsOf(manifest)].find((path) => path !== '' && isLink(path));
    if (link !== undefined) {
      return [
        `the package ${name} in ${manifest} is ${lack}: ${link} is a symbolic link, which Nx does not follow`,
      ];
    }
    const by = lineFor(manifest);
    if (by === undefined) return [];
    return [
      `the package ${name} in ${manifest} is ${lack}: it is ignored by ${by.file}:${by.line}: ${by.pattern}`,
    ];
  });
}

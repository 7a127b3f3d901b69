import type { CargoPackage } from '@statix/cargo';

/**
 * Nx project names of Cargo packages, by the package's folder: the package's name, and for each of
 * several packages of the same name (in different Cargo workspaces) the name and its folder.
 */
export function projectNames(packages: readonly CargoPackage[]): Map<string, string> {
  const count = new Map<string, number>();
  for (const { name } of packages) count.set(name, (count.get(name) ?? 0) + 1);
  return new Map(
    packages.map(({ name, root }) => {
      const unique = count.get(name) === 1;
      return [root, unique ? name : `${name}-${root.replaceAll('/', '-') || 'root'}`];
    }),
  );
}

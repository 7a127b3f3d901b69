import { relative } from 'node:path';
import { cargo } from './cargo.js';

interface Resolved {
  packages: { id: string; source: string | null; manifest_path: string }[];
  resolve: { nodes: { id: string; dependencies: string[] }[] };
}

/**
 * `from -> to` for every way from a package of the repository to another one, itself or through crates
 * from elsewhere, by full `cargo metadata` of a workspace; folders, sorted.
 */
export function resolvedEdges(repositoryRoot: string, directory: string): string[] {
  const result = cargo(directory, 'metadata', '--offline', '--format-version', '1');
  if (!result.ok) throw new Error(result.stderr);
  const { packages, resolve } = JSON.parse(result.stdout) as Resolved;
  const local = new Map(
    packages
      .filter(({ source }) => source === null)
      .map(({ id, manifest_path: path }) => [
        id,
        relative(repositoryRoot, path).replace(/\/?Cargo\.toml$/, ''),
      ]),
  );
  const dependenciesOf = new Map(resolve.nodes.map((node) => [node.id, node.dependencies]));
  const edges = [...local].flatMap(([id, from]) => {
    const waiting = [...(dependenciesOf.get(id) ?? [])];
    const seen = new Set<string>();
    const found = new Set<string>();
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      const to = local.get(next);
      if (to === undefined) waiting.push(...(dependenciesOf.get(next) ?? []));
      else if (to !== from) found.add(`${from} -> ${to}`);
    }
    return [...found];
  });
  return edges.sort();
}

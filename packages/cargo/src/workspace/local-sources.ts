import { entriesAt, isTable, listOf, valueAt } from '../toml/toml-table.js';
import { parentOf, resolvePath } from '../files/repository-path.js';
import { manifestError } from '../manifest/manifest-error.js';
import type { ManifestStore } from '../manifest/manifest-store.js';
import type { TomlDependency } from '../manifest/manifest-schema.js';
import type { Manifest } from '../manifest/read-manifest.js';
import type { ManifestProblem } from '../model/cargo-repository.js';
import type { ConfigFile } from './config-files.js';

/**
 * The directories of packages that take the place of others: `[patch]` and `[replace]` of a
 * workspace's root manifest, `[patch]` and `paths` of the configuration.
 * Cargo book, "Overriding Dependencies"; only the root's tables count.
 */
export function patchRoots(
  root: Manifest,
  configs: readonly ConfigFile[],
  store: ManifestStore,
  problems: ManifestProblem[],
): string[] {
  const roots = new Set<string>();
  for (const { key, entry } of patchEntries(root)) {
    if (typeof entry === 'string' || entry.path === undefined) continue;
    const directory = resolvePath(root.directory, entry.path);
    if (directory !== undefined && store.at(directory) !== 'missing') {
      roots.add(directory);
      continue;
    }
    problems.push({
      file: root.path,
      scope: 'members',
      error: manifestError(root, key, {
        code: 'STATIX_MANIFEST_DEPENDENCY_MISSING',
        what: `the patch \`${key.at(-1) ?? ''}\` leads to '${entry.path}', where no package is`,
        remedies: ['Correct the path, or move the package into the repository.'],
      }),
    });
  }
  for (const directory of configuredPatchRoots(configs, store)) roots.add(directory);
  return [...roots].sort();
}

/** Those of the configuration alone: `[patch]` and `paths`. */
export function configuredPatchRoots(
  configs: readonly ConfigFile[],
  store: ManifestStore,
): string[] {
  const present = configuredPaths(configs).filter((path) => store.at(path) !== 'missing');
  return [...new Set(present)].sort();
}

function patchEntries(root: Manifest): { key: string[]; entry: TomlDependency }[] {
  const patches = Object.entries(root.document.patch ?? {}).flatMap(([source, entries]) =>
    Object.entries(entries).map(([name, entry]) => ({ key: ['patch', source, name], entry })),
  );
  const replaced = Object.entries(root.document.replace ?? {});
  return [...patches, ...replaced.map(([name, entry]) => ({ key: ['replace', name], entry }))];
}

/** Paths in a configuration are relative to the directory that holds its `.cargo`. */
function configuredPaths(configs: readonly ConfigFile[]): string[] {
  return configs.flatMap(({ path, config }) => {
    const patched = entriesAt(config, 'patch').flatMap(([source]) =>
      entriesAt(config, 'patch', source).map(([, entry]) =>
        isTable(entry) ? entry['path'] : undefined,
      ),
    );
    const overrides = listOf(valueAt(config, 'paths')) ?? [];
    const paths = [...patched, ...overrides];
    return paths.flatMap((value) => relativeToConfig(path, value));
  });
}

/** The directories that `[source.x]` tables put in place of a registry. */
export function vendorRoots(configs: readonly ConfigFile[]): string[] {
  const roots = configs.flatMap(({ path, config }) =>
    entriesAt(config, 'source').flatMap(([, source]) =>
      isTable(source)
        ? [source['directory'], source['local-registry']].flatMap((value) =>
            relativeToConfig(path, value),
          )
        : [],
    ),
  );
  return [...new Set(roots)].sort();
}

function relativeToConfig(config: string, value: unknown): string[] {
  const base = parentOf(parentOf(config) ?? '') ?? '';
  const resolved = typeof value === 'string' ? resolvePath(base, value) : undefined;
  return resolved === undefined ? [] : [resolved];
}

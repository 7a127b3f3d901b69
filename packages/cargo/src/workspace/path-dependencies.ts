import { resolvePath } from '../files/repository-path.js';
import {
  declaredDependencies,
  keyOfDependency,
  type DeclaredDependency,
} from '../manifest/declared-dependencies.js';
import { manifestError } from '../manifest/manifest-error.js';
import type { ManifestStore } from '../manifest/manifest-store.js';
import type { Manifest } from '../manifest/read-manifest.js';
import type { PathDependency } from '../model/cargo-package.js';
import type { ManifestProblem } from '../model/cargo-repository.js';
import type { FindRoot, FoundRoot } from './workspace-root.js';

export type PathDependenciesOf = (manifest: Manifest) => readonly PathDependency[];

/**
 * The path dependencies of packages, each package read once. An entry whose package is missing is a
 * problem and left out.
 */
export function pathDependencyReader(
  store: ManifestStore,
  findRoot: FindRoot,
  problems: ManifestProblem[],
): PathDependenciesOf {
  const known = new Map<string, readonly PathDependency[]>();
  return (manifest) => {
    const cached = known.get(manifest.directory);
    if (cached !== undefined) return cached;
    const dependencies = new Map<string, PathDependency>();
    for (const declared of declaredDependencies(manifest.document)) {
      if (typeof declared.entry === 'string') continue;
      const source = sourceOf(declared, manifest, findRoot, problems);
      if (source === undefined) continue;
      const found = dependencyAt(source, declared, manifest, store, problems);
      if (found !== undefined) merge(dependencies, found);
    }
    const result = [...dependencies.values()];
    known.set(manifest.directory, result);
    return result;
  };
}

interface PathSource {
  readonly path: string;
  /** The directory that `path` is relative to: the workspace root's for inherited entries. */
  readonly base: string;
  readonly package: string;
  readonly optional: boolean;
}

/** Where an entry says its package is; undefined for a registry or git dependency. */
function sourceOf(
  declared: DeclaredDependency,
  manifest: Manifest,
  findRoot: FindRoot,
  problems: ManifestProblem[],
): PathSource | undefined {
  const { entry, alias } = declared;
  if (typeof entry === 'string') return undefined;
  const optional = entry.optional ?? false;
  if (entry.workspace !== true) {
    if (entry.path === undefined) return undefined;
    return {
      path: entry.path,
      base: manifest.directory,
      package: entry.package ?? alias,
      optional,
    };
  }
  const root = findRoot(manifest);
  if (root.kind === 'broken') return undefined;
  const inherited = inheritedEntry(root, alias);
  if (inherited === undefined) {
    problems.push({
      file: manifest.path,
      error: notInherited(declared, manifest, root),
      scope: 'readers',
    });
    return undefined;
  }
  if (root.kind === 'none' || typeof inherited === 'string' || inherited.path === undefined)
    return undefined;
  // Cargo book, "The dependencies table": `optional` is the member's to say, the rest is inherited.
  return {
    path: inherited.path,
    base: root.manifest.directory,
    package: inherited.package ?? alias,
    optional,
  };
}

function inheritedEntry(root: FoundRoot, alias: string) {
  if (root.kind !== 'root') return undefined;
  const entries = root.manifest.document.workspace?.dependencies;
  return entries !== undefined && Object.hasOwn(entries, alias) ? entries[alias] : undefined;
}

function notInherited(declared: DeclaredDependency, manifest: Manifest, root: FoundRoot) {
  return manifestError(manifest, keyOfDependency(declared), {
    code: 'STATIX_MANIFEST_INHERITANCE',
    what: `\`${declared.alias}\` is taken from the workspace, which does not have it`,
    why:
      root.kind === 'root'
        ? `[workspace.dependencies] of ${root.manifest.path} has no \`${declared.alias}\`.`
        : `${manifest.path} belongs to no workspace.`,
    remedies: [
      `Add it to [workspace.dependencies], or give \`${declared.alias}\` a version or path here.`,
    ],
  });
}

function dependencyAt(
  source: PathSource,
  declared: DeclaredDependency,
  manifest: Manifest,
  store: ManifestStore,
  problems: ManifestProblem[],
): PathDependency | undefined {
  const root = resolvePath(source.base, source.path);
  const state = root === undefined ? 'missing' : store.at(root);
  if (root === undefined || state === 'missing') {
    problems.push({
      file: manifest.path,
      scope: 'readers',
      error: manifestError(manifest, keyOfDependency(declared), {
        code: 'STATIX_MANIFEST_DEPENDENCY_MISSING',
        what: `the path dependency \`${declared.alias}\` leads to '${source.path}', where no package is`,
        why:
          root === undefined
            ? 'The path leads out of the repository: nothing there can be hashed or seen by a build.'
            : `There is no ${root === '' ? '' : `${root}/`}Cargo.toml.`,
        remedies: ['Correct the path, or move the package into the repository.'],
      }),
    });
    return undefined;
  }
  return {
    package: source.package,
    alias: declared.alias,
    root,
    kinds: [declared.kind],
    targets: declared.target === undefined ? [] : [declared.target],
    optional: source.optional,
  };
}

/** Entries of several tables for one package become one: all kinds, the widest limits. */
function merge(dependencies: Map<string, PathDependency>, added: PathDependency): void {
  const key = `${added.alias}\u0000${added.root}`;
  const present = dependencies.get(key);
  if (present === undefined) {
    dependencies.set(key, added);
    return;
  }
  const unlimited = present.targets.length === 0 || added.targets.length === 0;
  dependencies.set(key, {
    ...present,
    kinds: [...new Set([...present.kinds, ...added.kinds])],
    targets: unlimited ? [] : [...new Set([...present.targets, ...added.targets])],
    optional: present.optional && added.optional,
  });
}

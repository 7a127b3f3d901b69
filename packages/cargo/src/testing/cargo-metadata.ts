import { relative } from 'node:path';
import type { CargoPackage, CargoRepository, CargoTarget } from '../index.js';
import { cargo } from './cargo.js';

interface MetadataTarget {
  name: string;
  kind: string[];
  src_path: string;
  'required-features'?: string[];
}

interface MetadataPackage {
  id: string;
  name: string;
  version: string;
  edition: string;
  manifest_path: string;
  features: Record<string, string[]>;
  targets: MetadataTarget[];
  dependencies: {
    name: string;
    rename: string | null;
    kind: string | null;
    target: string | null;
    optional: boolean;
    path?: string;
  }[];
  metadata: Record<string, unknown> | null;
}

/** What cargo and this package both say of a package, in one form. */
export interface ComparablePackage {
  manifest: string;
  name: string;
  version: string;
  edition: string;
  features: Record<string, string[]>;
  targets: string[];
  buildScript: string | undefined;
  pathDependencies: string[];
}

/** `cargo metadata` for the workspace at `directory`: its members and default members. */
export function metadataOf(
  repositoryRoot: string,
  directory: string,
): { packages: ComparablePackage[]; defaultMembers: string[] } {
  const result = cargo(directory, 'metadata', '--offline', '--no-deps', '--format-version', '1');
  if (!result.ok) throw new Error(result.stderr);
  const metadata = JSON.parse(result.stdout) as {
    packages: MetadataPackage[];
    workspace_default_members: string[];
  };
  const rel = (path: string): string => relative(repositoryRoot, path);
  const packages = metadata.packages.map((pkg) => ({
    manifest: rel(pkg.manifest_path),
    name: pkg.name,
    version: pkg.version,
    edition: pkg.edition,
    features: pkg.features,
    targets: pkg.targets
      .filter((target) => !target.kind.includes('custom-build'))
      .map((target) =>
        targetLine(target.name, kindOf(target), rel(target.src_path), target['required-features']),
      )
      .sort(),
    buildScript: pkg.targets
      .filter((target) => target.kind.includes('custom-build'))
      .map((target) => rel(target.src_path))[0],
    pathDependencies: dependencyLines(
      pkg.dependencies.flatMap(({ path, ...dependency }) =>
        path === undefined
          ? []
          : [
              {
                package: dependency.name,
                alias: dependency.rename ?? dependency.name,
                root: rel(path),
                kind: dependency.kind ?? 'normal',
                target: dependency.target,
                optional: dependency.optional,
              },
            ],
      ),
    ),
  }));
  return {
    packages: packages.sort(byManifest),
    defaultMembers: metadata.packages
      .filter((pkg) => metadata.workspace_default_members.includes(pkg.id))
      .map((pkg) => rel(pkg.manifest_path))
      .sort(),
  };
}

/** This package's reading of the workspace at `root`, in the same form. */
export function readingOf(
  repository: CargoRepository,
  root: string,
): { packages: ComparablePackage[]; defaultMembers: string[] } {
  const workspace = repository.workspaces.find((candidate) => candidate.root === root);
  if (workspace === undefined) throw new Error(`no workspace at '${root}'`);
  return {
    packages: workspace.packages.map(comparable).sort(byManifest),
    defaultMembers: workspace.defaultMembers
      .map((member) => repository.packages.find((pkg) => pkg.root === member)?.manifest ?? member)
      .sort(),
  };
}

function comparable(pkg: CargoPackage): ComparablePackage {
  return {
    manifest: pkg.manifest,
    name: pkg.name,
    version: pkg.version,
    edition: pkg.edition ?? '2015',
    features: pkg.features,
    targets: pkg.targets
      .map((target) => targetLine(target.name, target.kind, target.path, target.requiredFeatures))
      .sort(),
    buildScript: pkg.buildScript,
    pathDependencies: dependencyLines(
      pkg.pathDependencies.flatMap((dependency) =>
        dependency.kinds.flatMap((kind) =>
          (dependency.targets.length === 0 ? [null] : dependency.targets).map((target) => ({
            ...dependency,
            kind,
            target,
          })),
        ),
      ),
    ),
  };
}

function dependencyLines(
  dependencies: {
    package: string;
    alias: string;
    root: string;
    kind: string;
    target: string | null;
    optional: boolean;
  }[],
): string[] {
  return dependencies
    .map((entry) =>
      [
        entry.alias,
        entry.package,
        entry.root,
        entry.kind,
        entry.target ?? '*',
        String(entry.optional),
      ].join(' '),
    )
    .sort();
}

function targetLine(
  name: string,
  kind: string,
  path: string,
  features: string[] | undefined,
): string {
  return `${kind} ${name} ${path} [${(features ?? []).join()}]`;
}

function kindOf(target: MetadataTarget): CargoTarget['kind'] {
  const kinds = ['proc-macro', 'bin', 'example', 'test', 'bench'] as const;
  return kinds.find((kind) => target.kind.includes(kind)) ?? 'lib';
}

function byManifest(left: { manifest: string }, right: { manifest: string }): number {
  return left.manifest < right.manifest ? -1 : 1;
}

import type semver from 'semver';
import { declaredDependencies } from '../manifest/declared-dependencies.js';
import type { Manifest } from '../manifest/read-manifest.js';
import { isTable, valueAt } from '../toml/toml-table.js';
import type { FoundRoot } from '../workspace/workspace-root.js';
import type { CargoPackage, DependencyKind } from '../model/cargo-package.js';

/** A dependency on a crate of a registry or a git repository. */
export interface WantedCrate {
  readonly name: string;
  readonly alias: string;
  readonly kind: DependencyKind;
  /** A requirement as Cargo writes it; undefined where any version will do. */
  readonly requirement: string | undefined;
}

/** The dependencies of a manifest that are in no path, those it inherits among them. */
export function wantedCrates(manifest: Manifest, root: FoundRoot): WantedCrate[] {
  return declaredDependencies(manifest.document).flatMap(({ alias, kind, entry }) => {
    const isInherited = typeof entry !== 'string' && entry.workspace === true;
    const said = isInherited ? inheritedEntry(alias, root) : entry;
    if (typeof said === 'string') return [{ name: alias, alias, kind, requirement: said }];
    if (!isTable(said) || said['path'] !== undefined) return [];
    const { package: name, version } = said;
    return [
      {
        name: typeof name === 'string' ? name : alias,
        alias,
        kind,
        requirement: typeof version === 'string' ? version : undefined,
      },
    ];
  });
}

function inheritedEntry(alias: string, root: FoundRoot): unknown {
  if (root.kind !== 'root') return undefined;
  return valueAt(root.manifest.document, 'workspace', 'dependencies', alias);
}

/** Whether a package could be the crate that is wanted, by name and version. */
export function wantsPackage({ name, requirement }: WantedCrate, pkg: CargoPackage): boolean {
  if (name !== pkg.name) return false;
  return requirement === undefined || matching().satisfies(pkg.version, asRange(requirement));
}

/**
 * Cargo's requirements are those of npm but for two things: without an operator a version is a caret
 * requirement, and commas separate what must hold together (Cargo book, "Specifying Dependencies").
 */
function asRange(requirement: string): string {
  return requirement
    .split(',')
    .map((part) => part.trim())
    .map((part) => (/^\d/.test(part) && !part.includes('*') ? `^${part}` : part))
    .join(' ');
}

/** Loaded only where a patch has to be judged without a lock. */
function matching(): typeof semver {
  // eslint-disable-next-line @typescript-eslint/no-require-imports, @typescript-eslint/no-unsafe-return
  return require('semver');
}

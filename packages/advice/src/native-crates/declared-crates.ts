import {
  cfgMatches,
  declaredDependencies,
  type DependencyKind,
  isTable,
  keyOfDependency,
  keyPosition,
  type ManifestDocument,
  type Table,
  targetCfg,
  type TomlDependency,
} from '@statix/cargo';

/** A dependency as a manifest declares it, inheritance resolved. */
export interface DeclaredCrate {
  /** The crate's own name. */
  readonly crate: string;
  readonly alias: string;
  readonly kind: DependencyKind;
  readonly optional: boolean;
  readonly features: readonly string[];
  readonly defaultFeatures: boolean;
  /** The version requirement as written: `0.37`; undefined where there is none. */
  readonly requirement: string | undefined;
  /** Where it stands in the document of the manifest. */
  readonly key: readonly string[];
  readonly line: number;
  /** `workspace = true`: version and most features are in the root manifest. */
  readonly inherited: boolean;
}

/** A manifest's text, and the same parsed. */
export interface ManifestText {
  readonly path: string;
  readonly text: string;
  readonly document: ManifestDocument;
}

/**
 * The dependencies of a manifest that a build for the triple can have: those of other targets are
 * left out. Cargo book, "Specifying dependencies", "Inheriting a dependency from a workspace".
 *
 * @param root the workspace's manifest; the same one when the package is the root
 */
export function declaredCrates(
  manifest: ManifestText,
  root: ManifestText,
  triple: string,
): DeclaredCrate[] {
  const shared = root.document.workspace?.dependencies ?? {};
  const cfg = targetCfg(triple);
  return declaredDependencies(manifest.document)
    .filter(({ target }) => target === undefined || target === triple || cfgMatches(target, cfg))
    .map((declared) => {
      const { alias, kind, entry } = declared;
      const key = keyOfDependency(declared);
      const own = tableOf(entry);
      const inherited = own['workspace'] === true;
      const base = inherited ? tableOf(shared[alias] ?? {}) : {};
      const version =
        typeof entry === 'string' ? entry : (own['version'] ?? base['version'] ?? shared[alias]);
      const name = own['package'] ?? base['package'];
      return {
        crate: typeof name === 'string' ? name : alias,
        alias,
        kind,
        optional: own['optional'] === true,
        features: [...strings(base['features']), ...strings(own['features'])],
        defaultFeatures: (own['default-features'] ?? base['default-features'] ?? true) !== false,
        requirement: typeof version === 'string' ? version : undefined,
        key,
        line: keyPosition(manifest.text, key).line,
        inherited,
      };
    });
}

function tableOf(entry: TomlDependency): Table {
  return isTable(entry) ? entry : {};
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

import { byCodeUnit, resolvePath } from '../files/repository-path.js';
import { manifestError } from '../manifest/manifest-error.js';
import type { TomlTarget } from '../manifest/manifest-schema.js';
import type { CargoTarget } from '../model/cargo-package.js';
import type { FoundTarget } from './found-targets.js';
import { isEdition2015, type PackageContext } from './package-context.js';

/** One kind of target of which a package may have many. */
export interface NamedKind {
  readonly kind: 'bin' | 'example' | 'test' | 'bench';
  /** `autobins` and the like, as the manifest has it. */
  readonly discover: boolean | undefined;
  readonly find: () => readonly FoundTarget[];
  /** Where edition 2015 also looks for a declared target without a path. */
  readonly legacyPath: (name: string) => string | undefined;
}

/**
 * The targets of one kind: those with a table of their own, and those that Cargo finds by their
 * place. Cargo's `normalize_bins`, `normalize_targets` and `toml_targets_and_inferred`.
 *
 * @throws StatixError STATIX_MANIFEST_TARGET_INVALID: no name, no file, two files, or a name twice
 */
export function namedTargets(context: PackageContext, named: NamedKind): CargoTarget[] {
  const tables = context.manifest.document[named.kind];
  const complete = (tables ?? []).every(
    (table) => table.name !== undefined && table.path !== undefined,
  );
  const found = named.discover === false && complete ? [] : named.find();
  const declared = (tables ?? []).flatMap((table, index) =>
    declaredTarget(context, named, table, index, found),
  );
  const targets = [...declared, ...discovered(context, named, tables, declared, found)];
  refuseDuplicates(context, named, targets);
  return targets.sort((left, right) => byCodeUnit(left.name, right.name));
}

function declaredTarget(
  context: PackageContext,
  named: NamedKind,
  table: TomlTarget,
  index: number,
  found: readonly FoundTarget[],
): CargoTarget[] {
  const { manifest } = context;
  const at = [named.kind, index];
  if (table.name === undefined || table.name === '') {
    throw manifestError(manifest, at, {
      code: 'STATIX_MANIFEST_TARGET_INVALID',
      what: `a [[${named.kind}]] has no name`,
      remedies: ['Give it a `name`.'],
    });
  }
  const path = table.path ?? placeOf(context, named, table.name, index, found);
  if (path === undefined) return [];
  const resolved = resolvePath(manifest.directory, path);
  if (resolved === undefined) {
    throw manifestError(manifest, [...at, 'path'], {
      code: 'STATIX_MANIFEST_TARGET_INVALID',
      what: `the path ${path} of ${named.kind} '${table.name}' leads out of the repository`,
    });
  }
  return [
    {
      name: table.name,
      kind: named.kind,
      path: resolved,
      requiredFeatures: table['required-features'] ?? [],
      declared: true,
      ...(isLibrary(named, table) ? { isLibrary: true } : {}),
    },
  ];
}

/** Cargo's `to_example_targets`: only an example may be something else than a program. */
function isLibrary({ kind }: NamedKind, table: TomlTarget): boolean {
  const types = table['crate-type'] ?? table.crate_type ?? [];
  return kind === 'example' && types.some((type) => type !== 'bin');
}

/**
 * The file of a declared target that does not name one; undefined for a test, bench or example that
 * has none, which Cargo (tried with 1.95) ignores with a warning, as it must in published packages.
 */
function placeOf(
  context: PackageContext,
  named: NamedKind,
  name: string,
  index: number,
  found: readonly FoundTarget[],
): string | undefined {
  const matching = found.filter((candidate) => candidate.name === name);
  const [only] = matching;
  if (only !== undefined && matching.length === 1) return only.path;
  const legacy = isEdition2015(context) ? named.legacyPath(name) : undefined;
  if (legacy !== undefined) return legacy;
  if (named.kind !== 'bin') return undefined;
  throw manifestError(context.manifest, [named.kind, index], {
    code: 'STATIX_MANIFEST_TARGET_INVALID',
    what:
      only === undefined
        ? `${named.kind} '${name}' has no source file`
        : `${named.kind} '${name}' has two source files: ${matching.map(({ path }) => path).join(' and ')}`,
    why: `Without \`path\`, Cargo takes src/bin/${name}.rs or src/bin/${name}/main.rs.`,
    remedies: [`Set \`path\` in its [[${named.kind}]] table.`],
  });
}

function discovered(
  context: PackageContext,
  named: NamedKind,
  tables: readonly TomlTarget[] | undefined,
  declared: readonly CargoTarget[],
  found: readonly FoundTarget[],
): CargoTarget[] {
  // In edition 2015 one table turns discovery off (cargo#5330).
  const byDefault = tables === undefined || !isEdition2015(context);
  if (!(named.discover ?? byDefault)) return [];
  const names = new Set(declared.map((target) => target.name));
  const paths = new Set(declared.map((target) => target.path));
  return found.flatMap(({ name, path }) => {
    const resolved = resolvePath(context.manifest.directory, path);
    if (resolved === undefined || names.has(name) || paths.has(resolved)) return [];
    return [{ name, kind: named.kind, path: resolved, requiredFeatures: [], declared: false }];
  });
}

function refuseDuplicates(
  context: PackageContext,
  named: NamedKind,
  targets: readonly CargoTarget[],
): void {
  const seen = new Map<string, CargoTarget>();
  for (const target of targets) {
    const other = seen.get(target.name);
    if (other !== undefined) {
      throw manifestError(context.manifest, [named.kind], {
        code: 'STATIX_MANIFEST_TARGET_INVALID',
        what: `${context.package.name} has two targets of kind ${named.kind} named '${target.name}'`,
        why: `They are ${other.path} and ${target.path}.`,
        remedies: ['Rename one of them.'],
      });
    }
    seen.set(target.name, target);
  }
}

import { parseOptions, StatixError } from '@statix/contract/errors';
import {
  keyPosition,
  type CargoPackage,
  type CargoRepository,
  type CargoWorkspace,
  type RepositoryFiles,
} from '@statix/cargo/graph';
import { packageSettingsSchema, type PackageSettings } from './plugin-options.js';
import { isRecord } from '../json-value.js';

export interface SettingsPlace {
  /** As a user would name it: `[package.metadata.statix] at crates/a/Cargo.toml:5:1`. */
  readonly name: () => string;
  readonly value: unknown;
}

export interface ReadSettings {
  /** undefined where a place is wrong. */
  readonly settings: PackageSettings | undefined;
  /** What is wrong. */
  readonly problem?: { readonly file: string; readonly error: unknown };
}

export type SettingsOf = (
  cargoPackage: Pick<CargoPackage, 'workspace' | 'manifest' | 'metadata'>,
) => ReadSettings;

/**
 * The settings of packages: nx.json, then `[workspace.metadata.statix]`, then
 * `[package.metadata.statix]`. Packages that say nothing of their own share those of their workspace.
 *
 * @param everywhere the plugin's options; undefined where they are wrong, which is reported already
 */
export function settingsReader(
  everywhere: Record<string, unknown> | undefined,
  repository: CargoRepository,
  files: Pick<RepositoryFiles, 'read'>,
): SettingsOf {
  const workspaces = new Map(repository.workspaces.map((workspace) => [workspace.root, workspace]));
  const shared = new Map<string, ReadSettings>();
  const own = new Map<string, ReadSettings>();
  const base: SettingsPlace = { name: () => '@statix/nx in nx.json', value: everywhere };

  function ofWorkspace(workspace: CargoWorkspace | undefined): ReadSettings {
    const root = workspace?.root ?? '';
    const known = shared.get(root);
    if (known !== undefined) return known;
    const first = attempt(workspace?.manifest ?? '', () =>
      mergeSettings([base, ...placeOf('workspace', workspace, files)]),
    );
    shared.set(root, first);
    return first;
  }

  return (cargoPackage) => {
    if (everywhere === undefined) return { settings: undefined };
    const workspace = workspaces.get(cargoPackage.workspace);
    const inherited = ofWorkspace(workspace);
    if (inherited.settings === undefined || cargoPackage.metadata === undefined) return inherited;
    const { manifest } = cargoPackage;
    const known = own.get(manifest);
    if (known !== undefined) return known;
    const read = attempt(manifest, () =>
      mergeSettings([
        base,
        ...placeOf('workspace', workspace, files),
        ...placeOf('package', cargoPackage, files),
      ]),
    );
    own.set(manifest, read);
    return read;
  };
}

function attempt(file: string, read: () => PackageSettings): ReadSettings {
  try {
    return { settings: read() };
  } catch (error) {
    return { settings: undefined, problem: { file, error } };
  }
}

function placeOf(
  table: 'workspace' | 'package',
  owner: { readonly manifest: string; readonly metadata: unknown } | undefined,
  files: Pick<RepositoryFiles, 'read'>,
): SettingsPlace[] {
  if (owner === undefined) return [];
  const { manifest, metadata } = owner;
  return [
    {
      name: () => {
        const key = [table, 'metadata', 'statix'];
        const { line, column } = keyPosition(files.read(manifest), key);
        return `[${key.join('.')}] at ${manifest}:${line}:${column}`;
      },
      value: metadata,
    },
  ];
}

/**
 * Merges settings of several places, later wins: arrays replace, records merge, per target.
 * Each place is checked by itself, so that an error names it.
 *
 * @throws StatixError STATIX_OPTION_UNKNOWN, STATIX_OPTION_INVALID
 */
export function mergeSettings(places: readonly SettingsPlace[]): PackageSettings {
  const merged = places.reduce<Record<string, unknown>>((settings, place) => {
    return place.value === undefined ? settings : mergeRecords(settings, checkPlace(place));
  }, {});
  return packageSettingsSchema.parse(merged);
}

/** The place's own keys and no defaults: a default must not win over an earlier place. */
function checkPlace({ name, value }: SettingsPlace): Record<string, unknown> {
  if (!isRecord(value)) {
    throw new StatixError({ code: 'STATIX_OPTION_INVALID', what: `${name()} is not a table` });
  }
  const parsed = packageSettingsSchema.safeParse(value);
  // Once more for the error, whose place takes a search in the manifest.
  if (!parsed.success) parseOptions(packageSettingsSchema, value, name());
  return value;
}

function mergeRecords(
  earlier: Record<string, unknown>,
  later: Record<string, unknown>,
): Record<string, unknown> {
  const merged = { ...earlier };
  for (const [key, value] of Object.entries(later)) {
    const before = merged[key];
    merged[key] = isRecord(before) && isRecord(value) ? mergeRecords(before, value) : value;
  }
  return merged;
}

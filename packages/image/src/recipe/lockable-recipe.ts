import { join } from 'node:path';
import { parseLockfile } from '@statix/cargo';
import { readDocument, StatixError, type ImageLock } from '@statix/contract';
import {
  DIST_ARCHIVE,
  readRecipeFile,
  SOURCES_PATH,
  type ProvidedToolchain,
  type RecipeDefinition,
  type RecipeLibrary,
} from '@statix/toolchain';
import * as z from 'zod';

/** Values of the recipe's arguments stand for `@NAME@`. */
const sourceSchema = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  /** Debian's source package: upstream's archive and Debian's changes. */
  source: z.string().optional(),
  /** Or a package of Debian's that consists of sources or headers. */
  binary: z.string().optional(),
  /** SPDX expression of what is used of it. */
  license: z.string(),
  /** Of the upstream archive, `@VERSION@` being upstream's version. */
  upstream: z.string().optional(),
  /** A package of the image that is built from the very same version of the source. */
  sameVersionAs: z.string().optional(),
  /** A package of the image that has the same upstream version. */
  sameUpstreamAs: z.string().optional(),
  /** For `binary`: the source package that says which patches are in it, of the same version. */
  patchesFrom: z.string().optional(),
  /** Read by the recipe's own step that unpacks the sources. */
  patchedFolder: z.string().optional(),
  folders: z.array(z.string()).optional(),
  /** Patches of Debian's that are not applied, because they are about its packages. */
  leaveOut: z.array(z.string()).optional(),
});

const recipeSourcesSchema = z.strictObject({
  /** Codename of the release that all of it is taken from. */
  suite: z.string(),
  archives: z.record(
    z.string(),
    /** The snapshot's `@TIME@` is a date; an archive that never drops a file needs none. */
    z.strictObject({ archive: z.url(), snapshot: z.string().optional() }),
  ),
  /** A Cargo.lock: the crates that the recipe compiles. */
  crates: z.string().optional(),
  /** Another: of programs that take no part in compiling, built from crates of their own. */
  toolCrates: z.string().optional(),
  /** Files that list packages, one a line. */
  packages: z.strictObject({
    sources: z.string(),
    runtime: z.string(),
    build: z.string(),
    /** Unpacked beside the image rather than installed in it. */
    tools: z.string().optional(),
  }),
  sources: z.array(sourceSchema),
});

export type RecipeSource = z.infer<typeof sourceSchema>;
export type PackageSet = ImageLock['packages'][number]['sets'][number];

/** What a recipe wants to have locked, arguments filled in. */
export interface LockableRecipe {
  readonly suite: string;
  readonly archives: z.infer<typeof recipeSourcesSchema>['archives'];
  readonly arguments: Readonly<Record<string, string>>;
  /** Packages (or apt patterns) to install by set, without what they depend on. */
  readonly roots: Readonly<Record<PackageSet, readonly string[]>>;
  readonly sources: readonly RecipeSource[];
  readonly crates: readonly WantedCrate[];
  /** The compiler in place of the recipe's own. */
  readonly toolchain?: LockableToolchain | undefined;
}

export interface LockableToolchain extends Pick<
  ProvidedToolchain,
  'channel' | 'provider' | 'compiler'
> {
  /** Files in sources that are Cargo.locks of theirs, by source. */
  readonly cargoLocks: ReadonlyMap<string, string>;
  /** The source of the recipe that comes from a dist server with it. */
  readonly source?: RecipeSource | undefined;
  /** What a dist server has for it, which is locked as it is. */
  readonly release?: DistRelease | undefined;
}

/** A release of a dist server: the compiler's archives, and the sources of its std. */
export interface DistRelease {
  readonly version: string;
  readonly date: string;
  readonly components: NonNullable<ImageLock['toolchain']>['components'];
  readonly source: Pick<ImageLock['sources'][number], 'package' | 'version' | 'files'>;
}

/** A crate of Cargo's registry. */
export interface WantedCrate {
  readonly name: string;
  readonly version: string;
  /** Hex. */
  readonly sha256: string;
  /** Which Cargo.locks have it; undefined: only those of what compiles. */
  readonly sets?: ImageLock['crates'][number]['sets'];
}

/** What Debian calls a minimal system: scripts of packages may take it for granted. */
const ESSENTIAL = ['?essential', '?priority(required)', 'apt'];

/**
 * Reads `sources.json` of a recipe, the lists of packages that it names, and what its libraries add to
 * both.
 *
 * @throws StatixError STATIX_RECIPE_NOT_LOCKABLE if the recipe has none, STATIX_DOCUMENT_INVALID,
 *   STATIX_IMAGE_ARGUMENT_INVALID if an argument makes something else than a package's name
 */
export async function readLockableRecipe(definition: RecipeDefinition): Promise<LockableRecipe> {
  const { recipeRoot, arguments: values, libraries, toolchain } = definition;
  const path = join(recipeRoot, SOURCES_PATH);
  const raw = await readDocument(path, recipeSourcesSchema, [
    `A recipe says in ${SOURCES_PATH} what its lock is about; one without it has no lock.`,
  ]);
  const read = (file: string) => readRecipeFile(definition, file).toString('utf8');
  const list = (file: string) =>
    parseList(read(file), values, file).flatMap((name) => inPlaceOf(name, toolchain?.packages));
  const crates = (file: string | undefined) =>
    file === undefined ? [] : cratesOf(read(file), join(recipeRoot, file));
  return {
    suite: raw.suite,
    archives: raw.archives,
    arguments: values,
    roots: {
      essential: ESSENTIAL,
      sources: list(raw.packages.sources),
      runtime: list(raw.packages.runtime),
      build: [
        ...new Set([
          ...list(raw.packages.build),
          ...libraries.flatMap((library) =>
            parseList((library.buildPackages ?? []).join('\n'), values, `library ${library.name}`),
          ),
        ]),
      ],
      tools: raw.packages.tools === undefined ? [] : list(raw.packages.tools),
    },
    sources: [...raw.sources, ...libraries.map(sourceOf)]
      .filter(({ name }) => name !== toolchain?.componentSource)
      .map((source) => ofToolchain(fillSource(source, values), toolchain))
      .sort((left, right) => (left.name < right.name ? -1 : 1)),
    crates: withCrates(
      crates(raw.crates),
      crates(raw.toolCrates).map((crate) => ({ ...crate, sets: ['tools'] })),
    ),
    toolchain:
      toolchain === undefined
        ? undefined
        : {
            channel: toolchain.channel,
            provider: toolchain.provider,
            compiler: toolchain.compiler,
            cargoLocks: toolchain.crates,
            source: raw.sources.find(({ name }) => name === toolchain.componentSource),
          },
  };
}

/** Each once: a crate that two Cargo.locks have is in the sets of both. */
export function withCrates(
  crates: readonly WantedCrate[],
  more: readonly WantedCrate[],
): WantedCrate[] {
  const all = new Map<string, WantedCrate>();
  for (const crate of [...crates, ...more]) {
    const sets = [...setsOf(all.get(crate.sha256)), ...setsOf(crate)];
    const of = (['crates', 'tools'] as const).filter((set) => sets.includes(set));
    all.set(crate.sha256, { ...crate, sets: of.includes('tools') ? of : undefined });
  }
  return [...all.values()];
}

function setsOf(crate: WantedCrate | undefined): NonNullable<WantedCrate['sets']> {
  return crate === undefined ? [] : (crate.sets ?? ['crates']);
}

/** The packages that the compiler of a channel has in the place of one. */
function inPlaceOf(name: string, packages: ProvidedToolchain['packages'] | undefined): string[] {
  if (packages?.has(name) !== true) return [name];
  const other = packages.get(name);
  return other === undefined ? [] : [other];
}

function ofToolchain(source: RecipeSource, toolchain: ProvidedToolchain | undefined): RecipeSource {
  if (toolchain === undefined) return source;
  const { packages, sources } = toolchain;
  const other = (name: string | undefined) =>
    name === undefined ? undefined : (packages.get(name) ?? name);
  return {
    ...source,
    binary: source.binary === undefined ? undefined : (sources.get(source.binary) ?? source.binary),
    sameVersionAs: other(source.sameVersionAs),
    patchesFrom: other(source.patchesFrom),
  };
}

/** With what a dist server has for the channel: its std's sources and their crates are locked too. */
export function withRelease(
  recipe: LockableRecipe,
  release: DistRelease,
  { crates, server }: { readonly crates: readonly WantedCrate[]; readonly server: string },
): LockableRecipe {
  if (recipe.toolchain === undefined) return recipe;
  return {
    ...recipe,
    archives: { ...recipe.archives, [DIST_ARCHIVE]: { archive: `${server}/dist` } },
    crates: withCrates(recipe.crates, crates),
    toolchain: { ...recipe.toolchain, release },
  };
}

/** The source of a library has its name. */
function sourceOf({
  name,
  description,
  source,
  license,
  upstream,
  folders,
  leaveOut,
}: RecipeLibrary): RecipeSource {
  return { name, description, source, license, upstream, folders, leaveOut };
}

/** The crates of a registry that a Cargo.lock names, as what compiles has them; its own packages are none. */
export function cratesOf(lock: string, path: string): WantedCrate[] {
  return parseLockfile(lock, path).flatMap(({ name, version, checksum }) =>
    checksum === undefined ? [] : [{ name, version, sha256: checksum }],
  );
}

/** The names of a list; an argument may stand for none or for several, separated by spaces. */
export function parseList(
  text: string,
  values: Readonly<Record<string, string>>,
  file: string,
): string[] {
  const names = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .flatMap((line) => fill(line, values).split(/\s+/))
    .filter((name) => name !== '');
  const wrong = names.find((name) => !/^[a-z0-9][a-z0-9.+-]+$/.test(name));
  if (wrong === undefined) return [...new Set(names)];
  throw new StatixError({
    code: 'STATIX_IMAGE_ARGUMENT_INVALID',
    what: `'${wrong}' in ${file} is no name of a Debian package`,
    why: 'It is in the list itself, or comes from an argument in statix-image.json.',
    remedies: ['Correct the argument: names of packages, separated by spaces.'],
  });
}

function fillSource(source: RecipeSource, values: Readonly<Record<string, string>>): RecipeSource {
  const filled = (text: string | undefined) =>
    text === undefined ? undefined : fill(text, values);
  return {
    ...source,
    source: filled(source.source),
    binary: filled(source.binary),
    sameVersionAs: filled(source.sameVersionAs),
    sameUpstreamAs: filled(source.sameUpstreamAs),
    patchesFrom: filled(source.patchesFrom),
  };
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/@([A-Z][A-Z0-9_]*)@/g, (whole, name: string) => values[name] ?? whole);
}

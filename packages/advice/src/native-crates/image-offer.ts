import * as z from 'zod';
import type { ImageContract } from '@statix/contract';

/** What an image has for native crates, as far as it is known. */
export interface ImageOffer {
  /** Names of static libraries, and of their pkg-config files: `ssl`, `libssl`. */
  readonly libraries: ReadonlySet<string>;
  /** Programs that build scripts can call: `cmake`, `protoc`. */
  readonly tools: ReadonlySet<string>;
  /** `1.96.0`, of the image or of the lock that it will be made from; undefined when neither is known. */
  readonly rustVersion: string | undefined;
  /** `22.1.8`, of the libclang that bindgen reads headers with, likewise. */
  readonly clangVersion?: string | undefined;
  /** Names of the environment variables that it sets. */
  readonly environment: ReadonlySet<string>;
}

/** Texts of a recipe's files that say what its image will have. */
export interface RecipeTexts {
  /** `contract/components.json` */
  readonly components: string;
  /** Of each `library.json`: the archives that it says it has. */
  readonly libraries: readonly { readonly libraries: readonly Archive[] }[];
  /** `contract/tools.list` and `packages/runtime.list`: names at the start of lines, `#` comments. */
  readonly lists: readonly string[];
  /** `lock.json`: names the packages that the image will have, with their versions. */
  readonly lock?: string | undefined;
  /** `environment.json`: the variables that the image will set. */
  readonly environment?: string | undefined;
  /** The build argument EXTRA_PACKAGES. */
  readonly extraPackages: string;
}

/** Programs of Debian packages that have another name. */
const programsOf: Readonly<Record<string, readonly string[]>> = {
  autoconf: ['autoreconf'],
  'autoconf-archive': [],
  capnproto: ['capnp'],
  'flatbuffers-compiler': ['flatc'],
  'golang-go': ['go'],
  'ninja-build': ['ninja'],
  'protobuf-compiler': ['protoc'],
  'python3-minimal': ['python3'],
  'libtool-bin': ['libtool'],
};

const componentsSchema = z.array(
  z.looseObject({
    libraries: z.array(z.looseObject({ name: z.string(), pkgConfig: z.string().nullish() })),
  }),
);

/** Of an image that was made: its contract says it exactly. */
export function offerOfContract(contract: ImageContract): ImageOffer {
  return {
    libraries: libraryNames(contract.libraries),
    tools: new Set([
      ...contract.tools.map(({ name }) => name),
      ...contract.packages.flatMap(({ name }) => withPrograms(name)),
    ]),
    rustVersion: contract.rustc.version,
    clangVersion: contract.tools.find(({ name }) => name === 'clang')?.version,
    environment: new Set(Object.keys(contract.environment)),
  };
}

/**
 * Of an image that is still to be made from a recipe.
 *
 * @returns undefined when the recipe does not say it in the form that ours does
 */
export function offerOfRecipe({
  components,
  libraries,
  lists,
  lock,
  environment,
  extraPackages,
}: RecipeTexts): ImageOffer | undefined {
  const parsed = componentsSchema.safeParse(parseJson(components));
  if (!parsed.success) return undefined;
  const names = lists.flatMap((list) =>
    list.split('\n').flatMap((line) => /^[a-z0-9][^\s:=/]*/.exec(line)?.[0] ?? []),
  );
  const packages = [...names, ...extraPackages.split(/\s+/)].filter((name) => name !== '');
  return {
    libraries: libraryNames([...parsed.data, ...libraries].flatMap(archivesOf)),
    tools: new Set(packages.flatMap(withPrograms)),
    ...lockedVersions(lock),
    environment: variableNames(environment),
  };
}

const lockSchema = z.looseObject({
  packages: z.array(z.looseObject({ name: z.string(), version: z.string() })),
  toolchain: z.looseObject({ version: z.string() }).optional(),
});

/**
 * Of the compilers, by the versions of their Debian packages: `1.96.0+dfsg1-1~deb13u1` of rustc-web,
 * `1:22.1.8-1` of clang-22; or as the lock says of a compiler in place of the recipe's own. Debian Policy 5.6.12: epoch, upstream version, revision.
 */
function lockedVersions(
  lock: string | undefined,
): Pick<ImageOffer, 'rustVersion' | 'clangVersion'> {
  const parsed = lockSchema.safeParse(lock === undefined ? undefined : parseJson(lock));
  const packages = parsed.success ? parsed.data.packages : [];
  const upstream = (name: RegExp): string | undefined => {
    const found = packages.find((pkg) => name.test(pkg.name));
    return /^(?:\d+:)?(\d+\.\d+\.\d+)/.exec(found?.version ?? '')?.[1];
  };
  return {
    rustVersion: parsed.data?.toolchain?.version ?? upstream(/^rustc(?:-web|-mozilla)?$/),
    clangVersion: upstream(/^clang(?:-\d+)?$/),
  };
}

/** True if the image has one of the libraries, under any of the names that builds ask for. */
export function offersLibrary(offer: ImageOffer, names: readonly string[]): boolean {
  return names.some((name) => offer.libraries.has(name));
}

interface Archive {
  readonly name: string;
  readonly pkgConfig?: string | null | undefined;
}

function archivesOf({ libraries }: { readonly libraries: readonly Archive[] }): readonly Archive[] {
  return libraries;
}

function libraryNames(libraries: readonly Archive[]): Set<string> {
  return new Set(
    libraries.flatMap(({ name, pkgConfig }) =>
      pkgConfig === null || pkgConfig === undefined ? [name] : [name, pkgConfig],
    ),
  );
}

function withPrograms(name: string): string[] {
  return [name, ...(programsOf[name] ?? [])];
}

function variableNames(text: string | undefined): Set<string> {
  const parsed = z
    .record(z.string(), z.unknown())
    .safeParse(text === undefined ? undefined : parseJson(text));
  return new Set(parsed.success ? Object.keys(parsed.data) : []);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { StatixError, type BuildManifest, type Contents } from '@statix/contract';
import { licensesOf, type Licenses } from './licenses.js';
import { CRATES_IO, cratePurl, genericPurl } from './purl.js';

/** As much of a CycloneDX 1.6 component as is written. */
export interface Component {
  readonly type: 'application' | 'library';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version?: string;
  readonly hashes?: readonly { readonly alg: 'SHA-256'; readonly content: string }[];
  readonly licenses?: Licenses;
  readonly purl?: string;
  readonly pedigree?: {
    readonly ancestors: readonly Omit<Component, 'bom-ref'>[];
    readonly notes: string;
  };
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

export interface BillOfMaterials {
  readonly $schema: string;
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly version: 1;
  readonly metadata: {
    readonly lifecycles: readonly [{ readonly phase: 'build' }];
    readonly component: Component;
  };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
  readonly compositions: readonly {
    readonly aggregate: 'complete' | 'incomplete';
    readonly assemblies: readonly string[];
    readonly dependencies: readonly string[];
  }[];
}

type Crate = Contents['crates'][number];
type Library = Contents['libraries'][number];

/** The program itself; a name that no crate or library of {@link refs} has. */
const PROGRAM = 'program';

/** What the image calls the component that Rust's standard library is. */
const STD = 'rust-std';

/**
 * The bill of materials of a program: its crates, the C and C++ libraries that were linked in, and Rust's
 * standard library, with what depends on what. No serial number and no time, so that the same program has the
 * same bill. It is `complete` only where the linker wrote down what it took.
 *
 * @throws StatixError STATIX_CONTENTS_DIFFER when the two documents are about two programs
 */
export function billOfMaterials(contents: Contents, built: BuildManifest): BillOfMaterials {
  if (contents.binary.sha256 !== built.binary.sha256) throw differ(contents, built);
  const own = contents.crates.find(({ root }) => root === true);
  const crates = contents.crates.filter((crate) => crate !== own);
  const crateRefs = refs(crates, ({ name, version }) => `crate:${name}@${version}`);
  const libraryRefs = refs(contents.libraries, libraryRef);
  const hasStd = contents.libraries.some(({ origin }) => isImage(origin, STD));
  const std = hasStd ? [] : [standardLibrary(built.toolchain.rustc)];
  const refsOfKey = byKey(crates, crateRefs);
  const of = (keys: readonly string[]) => keys.flatMap((key) => refsOfKey.get(key) ?? []);

  const program: Component = {
    type: 'application',
    'bom-ref': PROGRAM,
    name: contents.binary.name,
    version: own?.version ?? built.package.version,
    hashes: [{ alg: 'SHA-256', content: contents.binary.sha256 }],
    ...withLicenses(own?.license ?? null),
    properties: [
      { name: 'statix:package', value: built.package.name },
      { name: 'statix:triple', value: built.triple },
      { name: 'statix:profile', value: built.profile },
    ],
  };
  const compiledBy = new Map<string, string[]>();
  contents.libraries.forEach(({ origin }, index) => {
    if (origin.by !== 'crate') return;
    const key = `${origin.crate} ${origin.crateVersion}`;
    compiledBy.set(key, [...(compiledBy.get(key) ?? []), libraryRefs[index] ?? '']);
  });
  const known = (key: string) => compiledBy.has(key) && refsOfKey.has(key);
  // Which crate uses a library of the image is not written down: the program does.
  const direct = contents.libraries.flatMap(({ origin }, index) => {
    const byCrate = origin.by === 'crate' && known(`${origin.crate} ${origin.crateVersion}`);
    return byCrate ? [] : [libraryRefs[index] ?? ''];
  });
  const needed = new Set(crates.flatMap(({ dependencies }) => dependencies));
  const top = own?.dependencies ?? crates.map(keyOf).filter((key) => !needed.has(key));

  const dependencies = [
    {
      ref: PROGRAM,
      dependsOn: sorted([...of(top), ...direct, ...std.map((component) => component['bom-ref'])]),
    },
    ...crates.map((crate, index) => ({
      ref: crateRefs[index] ?? '',
      dependsOn: sorted([...of(crate.dependencies), ...(compiledBy.get(keyOf(crate)) ?? [])]),
    })),
    ...[...libraryRefs, ...std.map((component) => component['bom-ref'])].map((ref) => ({
      ref,
      dependsOn: [],
    })),
  ];
  const components = [
    ...crates.map((crate, index) => crateComponent(crate, crateRefs[index] ?? '')),
    ...contents.libraries.map((one, index) =>
      libraryComponent(one, libraryRefs[index] ?? '', contents),
    ),
    ...std,
  ];
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { lifecycles: [{ phase: 'build' }], component: program },
    components: components.sort((left, right) => order(left['bom-ref'], right['bom-ref'])),
    dependencies: dependencies.sort((left, right) => order(left.ref, right.ref)),
    compositions: [
      {
        aggregate: contents.linked === 'recorded' ? 'complete' : 'incomplete',
        assemblies: [PROGRAM],
        dependencies: [PROGRAM],
      },
    ],
  };
}

function crateComponent(
  { name, version, source, checksum, license }: Crate,
  ref: string,
): Component {
  const purl = cratePurl({ name, version }, source);
  return {
    type: 'library',
    'bom-ref': ref,
    name,
    version,
    ...(checksum === undefined ? {} : { hashes: [{ alg: 'SHA-256' as const, content: checksum }] }),
    ...withLicenses(license),
    ...(purl === undefined ? {} : { purl }),
    ...(source === null ? { properties: [{ name: 'statix:source', value: 'repository' }] } : {}),
  };
}

function libraryComponent(library: Library, ref: string, { crates }: Contents): Component {
  const { name, version, license, origin, archives } = library;
  const properties = archives.map((archive) => ({ name: 'statix:archive', value: archive }));
  const common = {
    type: 'library' as const,
    'bom-ref': ref,
    name,
    ...(version === null ? {} : { version }),
    ...withLicenses(license),
    ...(properties.length === 0 ? {} : { properties }),
  };
  if (origin.by === 'image') return { ...common, purl: origin.purl };
  const carrier = crates.find(
    (crate) => crate.name === origin.crate && crate.version === origin.crateVersion,
  );
  const carriedBy = { name: origin.crate, version: origin.crateVersion };
  // What only a build script needs, as `openssl-src`, is not among the crates: those come from crates.io.
  const purl = cratePurl(carriedBy, carrier === undefined ? CRATES_IO : carrier.source);
  return {
    ...common,
    purl: genericPurl(name, version),
    pedigree: {
      ancestors: [{ type: 'library', ...carriedBy, ...(purl === undefined ? {} : { purl }) }],
      notes: `Compiled from the sources that the crate ${origin.crate} ${origin.crateVersion} carries`,
    },
  };
}

function standardLibrary(version: string): Component {
  return {
    type: 'library',
    'bom-ref': `library:${STD}@${version}`,
    name: STD,
    version,
    purl: genericPurl(STD, version),
  };
}

function withLicenses(stated: string | null): { licenses?: Licenses } {
  const licenses = licensesOf(stated);
  return licenses === undefined ? {} : { licenses };
}

function isImage(origin: Library['origin'], component: string): boolean {
  return origin.by === 'image' && origin.component === component;
}

function libraryRef({ name, version, origin }: Library): string {
  const of = origin.by === 'image' ? '' : `crate:${origin.crate}@${origin.crateVersion}/`;
  return `library:${of}${name}${version === null ? '' : `@${version}`}`;
}

/** Each of its own: the same crate may come from two places. */
function refs<T>(all: readonly T[], refOf: (one: T) => string): string[] {
  const met = new Map<string, number>();
  return all.map((one) => {
    const ref = refOf(one);
    const times = (met.get(ref) ?? 0) + 1;
    met.set(ref, times);
    return times === 1 ? ref : `${ref}#${times}`;
  });
}

/** Dependencies are named by name and version: of two with the same, either may be meant. */
function byKey(crates: readonly Crate[], crateRefs: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  crates.forEach((crate, index) => {
    const key = keyOf(crate);
    found.set(key, [...(found.get(key) ?? []), crateRefs[index] ?? '']);
  });
  return found;
}

function keyOf({ name, version }: Crate): string {
  return `${name} ${version}`;
}

function sorted(all: readonly string[]): string[] {
  return [...new Set(all)].sort(order);
}

function order(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function differ(contents: Contents, built: BuildManifest): StatixError {
  return new StatixError({
    code: 'STATIX_CONTENTS_DIFFER',
    what: `${contents.binary.name}.contents.json and ${built.binary.name}.build.json are about two programs`,
    why: `One names sha256 ${contents.binary.sha256}, the other ${built.binary.sha256}.`,
  });
}

import { join, normalize } from 'node:path/posix';
import { neutralise, type ImageContract, type LinkedLibrary } from '@statix/contract';
import { fileName, memberName, type LinkRecord, type MembersOf } from './link-record.js';
import { sourcesOf, versionOf, type NativeSource } from './native-sources.js';
import type { SourcedCrate } from './linked-crates.js';
import type { ResolvedPackage } from './resolved-packages.js';

export interface LibraryFacts {
  readonly contract: Pick<
    ImageContract,
    'components' | 'libraries' | 'paths' | 'sysroot' | 'rustc'
  >;
  /** What is linked into the program, sorted. */
  readonly crates: readonly SourcedCrate[];
  /** All that cargo has resolved, build dependencies among them. */
  readonly resolved: readonly ResolvedPackage[];
  /** Text of a file of the container; undefined where it was not read. */
  readonly textOf: (path: string) => string | undefined;
  readonly allocator: 'musl' | 'mimalloc';
  /** Undefined where the linker has left none. */
  readonly record: LinkRecord | undefined;
}

export interface LinkedLibraries {
  readonly linked: 'recorded' | 'unknown';
  /** Sorted. */
  readonly libraries: readonly LinkedLibrary[];
  /** Packages that have the sources of libraries, and are no part of the program themselves. */
  readonly sources: readonly ResolvedPackage[];
}

type Component = ImageContract['components'][number];

/** Archives of the image that have the code of another component in them: `steps/build-libcxx.sh` of the recipe. */
const containedIn: Readonly<Record<string, readonly string[]>> = { 'libc++': ['libc++abi'] };

/**
 * The native code of a program: what the linker took out of archives, of the image or of crates, and what is in
 * every program that is linked for the target, Rust's own library included.
 */
export function linkedLibraries(facts: LibraryFacts): LinkedLibraries {
  const found = new Found(facts);
  for (const { name } of facts.contract.components) {
    // What of it is in a program is compiled into other code: no archive tells.
    if (name === 'rust-std' || name.startsWith('rust-std/')) found.addComponent(name);
  }
  if (facts.allocator !== 'musl') found.addComponent(facts.allocator);
  const { record } = facts;
  if (record === undefined) found.addArchiveOfImage('libc.a');
  for (const { path, taken, leadsTo } of record?.archives ?? []) {
    if (taken > 0 && !path.endsWith('.rlib'))
      found.addArchive(unpacked(path, record) ?? leadsTo ?? path);
  }
  if (record !== undefined) addBundled(found, record);
  const { libraries, sources } = found;
  return { linked: record === undefined ? 'unknown' : 'recorded', libraries, sources };
}

/**
 * rustc packs an archive that is linked whole (`+whole-archive`) into the crate's library as it is, and unpacks it
 * for the linker into a temporary folder.
 */
function unpacked(path: string, record: LinkRecord | undefined): string | undefined {
  if (!path.startsWith('/tmp/')) return undefined;
  return record?.named.find((archive) => fileName(archive.path) === fileName(path))?.path;
}

/** Native objects in libraries of crates: rustc puts there what a build script asks for. */
function addBundled(found: Found, { archives, extracted, rlibs, named }: LinkRecord): void {
  for (const rlib of rlibs) {
    const file = fileName(rlib.path);
    if (!archives.some(({ path, taken }) => taken > 0 && fileName(path) === file)) continue;
    const taken = extracted && (extracted.get(file) ?? new Set<string>());
    // Without names any of them may be what was taken.
    const isTaken = (members: Iterable<string>): boolean =>
      [...members].some((member) => taken?.has(memberName(member)) ?? true);
    const inside = named.filter((archive) => isWithin(archive, rlib));
    for (const archive of inside) if (isTaken(archive.members)) found.addArchive(archive.path);
    const rest = [...rlib.members].filter(
      // An archive in it is one that is linked whole.
      (member) => !member.endsWith('.a') && !inside.some(({ members }) => members.has(member)),
    );
    if (rest.length > 0 && isTaken(rest)) found.addOfCrate(rlib.source, file);
  }
}

function isWithin({ members }: MembersOf, { members: all }: MembersOf): boolean {
  return members.size > 0 && [...members].every((member) => all.has(member));
}

class Found {
  readonly #libraries = new Map<
    string,
    Omit<LinkedLibrary, 'archives'> & { archives: Set<string> }
  >();
  readonly #sources = new Map<string, ResolvedPackage>();

  constructor(private readonly facts: LibraryFacts) {}

  get libraries(): LinkedLibrary[] {
    return [...this.#libraries]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([, library]) => ({ ...library, archives: [...library.archives].sort() }));
  }

  get sources(): ResolvedPackage[] {
    return [...this.#sources.values()];
  }

  /** @param path as the linker was given it, links followed */
  addArchive(path: string): void {
    const { contract } = this.facts;
    const place = normalize(path);
    const file = fileName(place);
    const packages = this.packagesOf(place);
    if (packages.length > 0) {
      for (const one of packages) this.addOfPackage(one, archiveName(file), file);
      return;
    }
    const isImage = [contract.sysroot, contract.rustc.sysroot, '/opt', '/usr'].some((folder) =>
      place.startsWith(`${folder}/`),
    );
    if (isImage && this.addArchiveOfImage(file)) return;
    // What is nobody's is the program's: its link asked for it.
    const root = this.facts.crates.find(({ crate }) => crate.root === true);
    if (root !== undefined) this.addOfPackage(root.resolved, archiveName(file), file);
  }

  addArchiveOfImage(file: string): boolean {
    const { libraries } = this.facts.contract;
    const library = libraries.find(({ archive }) => fileName(archive) === file);
    if (library === undefined) return false;
    const { component } = library;
    for (const name of [component, ...(containedIn[component] ?? [])])
      this.addComponent(name, file);
    return true;
  }

  addComponent(name: string, archive?: string): void {
    const component = this.facts.contract.components.find((known) => known.name === name);
    if (component === undefined) return;
    const { version, license, source } = component;
    const origin: LinkedLibrary['origin'] = {
      by: 'image',
      component: name,
      sourcePackage: source.package,
      sourceVersion: source.version,
      purl: purlOf(component),
    };
    this.#add({ name, version, license, origin }, archive);
  }

  /** @param source a file of a crate */
  addOfCrate(source: string, archive: string): void {
    const owner = this.#packageAt(source);
    if (owner !== undefined) this.addOfPackage(owner, undefined, archive);
  }

  /** @param name of the archive; undefined where its objects alone are known */
  addOfPackage(owner: ResolvedPackage, name: string | undefined, archive: string): void {
    const { crates, resolved, textOf } = this.facts;
    const features = crates.find((known) => known.resolved === owner)?.features ?? [];
    const origin = { by: 'crate' as const, crate: owner.name, crateVersion: owner.version };
    const headerOf = (file: string): string | undefined => textOf(join(owner.folder, file));
    const hasFile = (file: string): boolean => headerOf(file) !== undefined;
    const known = name === undefined ? [] : sourcesOf(owner.name, name, features, hasFile);
    for (const source of known) {
      const version = versionOf(source.version, {
        versionOf: (crate) => only(resolved.filter((one) => one.name === crate))?.version,
        headerOf,
        own: owner.version,
      });
      this.#add(
        { name: source.library, version, license: licenceOf(source, version, owner), origin },
        archive,
      );
      this.#addSource(source, resolved);
    }
    if (known.length > 0) return;
    this.#add(
      { name: neutralise(name ?? owner.name), version: null, license: null, origin },
      archive,
    );
  }

  /** Packages whose build script has made what lies there, or who have brought it. */
  packagesOf(place: string): ResolvedPackage[] {
    const { contract, crates, resolved } = this.facts;
    const made = place.startsWith(`${contract.paths.target}/`)
      ? /\/build\/([\w-]+)-[0-9a-f]{16}\/out\//.exec(place)?.[1]
      : undefined;
    if (made === undefined) {
      const brought = this.#packageAt(place);
      return brought === undefined ? [] : [brought];
    }
    const linked = crates.flatMap(({ resolved: one }) => (one.name === made ? [one] : []));
    return linked.length > 0 ? linked : resolved.filter(({ name }) => name === made);
  }

  #packageAt(path: string): ResolvedPackage | undefined {
    return this.facts.resolved
      .filter(({ folder }) => path.startsWith(`${folder}/`))
      .sort((left, right) => right.folder.length - left.folder.length)[0];
  }

  #addSource({ version }: NativeSource, resolved: readonly ResolvedPackage[]): void {
    if (version?.of !== 'crate') return;
    const linked = new Set(this.facts.crates.map((known) => known.resolved));
    for (const one of resolved)
      if (one.name === version.crate && !linked.has(one))
        this.#sources.set(`${one.name} ${one.version}`, one);
  }

  #add(library: Omit<LinkedLibrary, 'archives'>, archive: string | undefined): void {
    const { name, version, origin } = library;
    const key = JSON.stringify([name, Object.values(origin), version]);
    const known = this.#libraries.get(key) ?? { ...library, archives: new Set<string>() };
    this.#libraries.set(key, known);
    if (archive !== undefined) known.archives.add(neutralise(archive));
  }
}

function licenceOf(
  { license, version: place, versions }: NativeSource,
  version: string | null,
  owner: ResolvedPackage,
): string | null {
  if (place?.of === 'own') return owner.license;
  return versions === undefined || versions.test(version ?? '') ? license : null;
}

/** As the image's own bill of materials has it (`contract/write-sbom.sh` of the recipe). */
function purlOf({ name, version, source }: Component): string {
  const typed = (type: string, of: string, at: string): string =>
    `pkg:${type}/${encodeURIComponent(of)}@${encodeURIComponent(at)}`;
  if (source.package === 'statix') return typed('generic', name, version);
  if (source.files.some((file) => file.name.endsWith('.crate')))
    return typed('cargo', source.package, source.version);
  return `${typed('deb/debian', source.package, source.version)}?arch=source`;
}

function archiveName(file: string): string {
  return file.replace(/^lib/, '').replace(/\.a$/, '');
}

function only<T>(all: readonly T[]): T | undefined {
  return all.length === 1 ? all[0] : undefined;
}

import { StatixError, upstreamVersion, type ImageLock, type LockedFile } from '@statix/contract';
import type { ArchiveAnswer } from '../archive/archive-answer.js';
import { chooseRust, lockCommandOf, parseChannel } from '@statix/toolchain';
import { chooseSource } from './choose-source.js';
import { SETS, setsBefore } from './package-sets.js';
import type { LockableRecipe, PackageSet } from '../recipe/lockable-recipe.js';

export interface LockRequest {
  readonly recipe: LockableRecipe;
  readonly previous: ImageLock | undefined;
  /** `newest`: everything that is not pinned; `needed`: only what can no longer be had. */
  readonly refresh: 'newest' | 'needed';
  /** Versions to stay at, by name of a source or a package. */
  readonly pins: Readonly<Record<string, string>>;
  /** Names of sources that take the newest, whatever `refresh` says: a pin on them has just ended. */
  readonly released?: ReadonlySet<string>;
  readonly answer: ArchiveAnswer;
  /** See `lockCrates`. */
  readonly crates: ImageLock['crates'];
  readonly canBeHad: (file: Pick<LockedFile, 'path'>) => boolean;
}

/**
 * The lock that a recipe gets from what the archive offers. The same offer gives the same lock: the
 * clock of this machine is not in it, and if nothing moved the previous one is returned as it is.
 *
 * @returns the lock, and what a person should know about the choices
 * @throws StatixError STATIX_ARCHIVE_OTHER_RELEASE, STATIX_LOCK_NO_SOURCE
 */
export function planLock(request: LockRequest): { lock: ImageLock; notes: string[] } {
  const { recipe, previous, refresh, pins, released, answer, crates, canBeHad } = request;
  requireReleases(recipe.suite, answer);
  const packages = lockPackages(answer, previous);
  const packageVersions = new Map(packages.map(({ name, version }) => [name, version]));
  const choices = recipe.sources.map((wanted) =>
    chooseSource(wanted, {
      answer,
      packageVersions,
      canBeHad,
      pin: pins[wanted.name],
      locked: previous?.sources.find(({ name }) => name === wanted.name),
      stays:
        (refresh === 'needed' && released?.has(wanted.name) !== true) ||
        pins[wanted.name] !== undefined,
    }),
  );
  const lock: ImageLock = {
    schemaVersion: 1,
    kind: 'statix.image-lock',
    arguments: sorted(recipe.arguments),
    providers: providersOf(recipe, answer),
    pins: sorted(pins),
    ...lockToolchain(recipe, packageVersions),
    sources: [...choices.map(({ source }) => source), ...sourcesOfRelease(recipe)].sort(byName),
    crates: crates.map(inOrder),
    packages,
  };
  const notes = choices.flatMap((choice) => choice.notes);
  return { lock: keepProviders(lock, previous), notes };
}

function sourcesOfRelease({ toolchain }: LockableRecipe): ImageLock['sources'] {
  const { release, source } = toolchain ?? {};
  if (release === undefined || source === undefined) return [];
  const { package: from, version, files } = release.source;
  return [{ name: source.name, package: from, version, license: source.license, files }];
}

/** The compiler that was chosen, as the archive's package or the dist server's manifest names it. */
function lockToolchain(
  { toolchain }: LockableRecipe,
  packageVersions: ReadonlyMap<string, string>,
): Pick<ImageLock, 'toolchain'> {
  if (toolchain === undefined) return {};
  const { channel, provider, compiler, release } = toolchain;
  if (release !== undefined) {
    const { version, date, components } = release;
    return { toolchain: { channel, provider, version, date, components } };
  }
  const version = upstreamVersion(packageVersions.get(compiler ?? '') ?? '');
  const locked = /^\d+\.\d+\.\d+/.exec(version)?.[0];
  const asked = parseChannel(channel);
  const rust = { channel: undefined, version: locked, provider };
  if (locked !== undefined && asked !== undefined && chooseRust(asked, rust, []) !== undefined) {
    return { toolchain: { channel, provider, version: locked, components: [] } };
  }
  throw new StatixError({
    code: 'STATIX_TOOLCHAIN_UNAVAILABLE',
    what: `Debian has no Rust ${channel}`,
    why: `Its package ${compiler ?? ''} is ${locked ?? 'not there'}.`,
    remedies: [
      ...(locked === undefined ? [] : [{ text: 'Take that one:', snippet: lockCommandOf(locked) }]),
      {
        text: 'Or have it from a dist server:',
        snippet: `${lockCommandOf(channel)} --provider=dist`,
      },
    ],
  });
}

/** The index of another release would be taken for this one's, version by version. */
function requireReleases(suite: string, answer: ArchiveAnswer): void {
  const missing = [suite, `${suite}-security`].filter((name) => !answer.releases.has(name));
  if (missing.length === 0) return;
  throw new StatixError({
    code: 'STATIX_ARCHIVE_OTHER_RELEASE',
    what: `The apt sources do not offer ${missing.join(' and ')}`,
    why: `The recipe is made from ${suite}. There are: ${[...answer.releases.keys()].join(', ')}.`,
    remedies: [
      {
        text: `Use a base with the apt sources of ${suite} in statix-image.json:`,
        snippet: `"base": "debian:${suite}-slim"`,
      },
      {
        text: 'Or name other apt sources:',
        snippet: 'export STATIX_DEBIAN_SOURCES=/path/to/debian.sources',
      },
    ],
  });
}

function lockPackages(
  { sets, packages, licenses }: ArchiveAnswer,
  previous: ImageLock | undefined,
): ImageLock['packages'] {
  const knownLicenses = new Map(
    previous?.packages.map(({ sha256, licenses: known }) => [sha256, known]),
  );
  return [...packages]
    .map(([name, { version, path, size, sha256 }]) => ({
      name,
      version,
      sets: setsOf(name, sets),
      licenses: [...(licenses.get(name) ?? knownLicenses.get(sha256) ?? [])],
      path,
      size,
      sha256,
    }))
    .map((entry) => ({ ...entry, licenses: entry.licenses.length === 0 ? null : entry.licenses }))
    .filter(({ sets: in_ }) => in_.length > 0)
    .sort(byName);
}

/** The stages that install a package themselves: what `essential` has is in all of them already. */
function setsOf(name: string, sets: ArchiveAnswer['sets']): PackageSet[] {
  return SETS.filter(
    (set) => sets[set].has(name) && !setsBefore(set).some((before) => sets[before].has(name)),
  );
}

/**
 * The snapshot is dated by the archive's own releases and not by this machine's clock. Half a day
 * later, because a snapshot is taken some hours after a release is published, and the archive keeps
 * what was superseded for longer than that.
 */
const SNAPSHOT_DELAY = 12 * 60 * 60 * 1000;

/** Where the files of a lock that is made from this answer may be. */
export function providersOf(
  recipe: LockableRecipe,
  { releases }: ArchiveAnswer,
): ImageLock['providers'] {
  const newest = Math.max(...[...releases.values()].map((date) => date.getTime()));
  const time = new Date(newest + SNAPSHOT_DELAY).toISOString().replace(/[-:]|\.\d+/g, '');
  const urls = (of: (archive: LockableRecipe['archives'][string]) => string | undefined) =>
    Object.fromEntries(
      Object.entries(recipe.archives).flatMap(([name, entry]) => {
        const url = of(entry);
        return url === undefined ? [] : [[name, url]];
      }),
    );
  return [
    { name: 'folder' },
    { name: 'archive', urls: urls(({ archive }) => archive) },
    { name: 'snapshot', urls: urls(({ snapshot }) => snapshot?.replace('@TIME@', time)) },
    { name: 'upstream' },
  ];
}

/** A later snapshot of the same files would change the image's identity for nothing. */
function keepProviders(lock: ImageLock, previous: ImageLock | undefined): ImageLock {
  if (previous === undefined) return lock;
  const before = { ...lock, providers: previous.providers };
  return JSON.stringify(before) === JSON.stringify(normalised(previous)) ? before : lock;
}

/** One that was read has its members in the order of the schema, and the lock is compared as text. */
function inOrder({
  name,
  version,
  sets,
  license,
  path,
  size,
  sha256,
}: ImageLock['crates'][number]) {
  return {
    ...{ name, version },
    ...(sets === undefined ? {} : { sets }),
    ...{ license, path, size, sha256 },
  };
}

/** With its members in the order in which {@link planLock} has them. */
function normalised(lock: ImageLock): ImageLock {
  return {
    schemaVersion: lock.schemaVersion,
    kind: lock.kind,
    arguments: sorted(lock.arguments),
    providers: lock.providers,
    pins: sorted(lock.pins),
    ...(lock.toolchain === undefined ? {} : { toolchain: normalisedToolchain(lock.toolchain) }),
    sources: lock.sources.map(({ name, package: from, version, license, files }) => ({
      name,
      package: from,
      version,
      license,
      files: files.map(({ path, size, sha256, upstream }) => ({
        path,
        size,
        sha256,
        ...(upstream === undefined ? {} : { upstream }),
      })),
    })),
    crates: lock.crates.map(inOrder),
    packages: lock.packages.map(({ name, version, sets, licenses, path, size, sha256 }) => ({
      name,
      version,
      sets,
      licenses,
      path,
      size,
      sha256,
    })),
  };
}

function normalisedToolchain(
  toolchain: NonNullable<ImageLock['toolchain']>,
): NonNullable<ImageLock['toolchain']> {
  const { channel, provider, version, date, components } = toolchain;
  return {
    channel,
    provider,
    version,
    ...(date === undefined ? {} : { date }),
    components: components.map(({ name, path, size, sha256 }) => ({ name, path, size, sha256 })),
  };
}

function byName(left: { name: string }, right: { name: string }): number {
  return left.name < right.name ? -1 : 1;
}

function sorted(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

import {
  compareDebianVersions,
  sourceVersion,
  StatixError,
  upstreamVersion,
  type ImageLock,
  type LockedFile,
} from '@statix/contract';
import {
  offerKey,
  type ArchiveAnswer,
  type ArchiveFile,
  type OfferedSource,
} from '../archive/archive-answer.js';
import type { RecipeSource } from '../recipe/lockable-recipe.js';

export type LockedSource = ImageLock['sources'][number];

export interface SourceChoice {
  readonly source: LockedSource;
  /** What a person should know about it. */
  readonly notes: readonly string[];
}

export interface SourceCircumstances {
  readonly answer: ArchiveAnswer;
  /** Version by name of the packages that are locked beside it. */
  readonly packageVersions: ReadonlyMap<string, string>;
  readonly pin: string | undefined;
  /** The one of the lock as it is. */
  readonly locked: LockedSource | undefined;
  /** Whether that one stays where it can be had and still fits, or the newest is taken. */
  readonly stays: boolean;
  readonly canBeHad: (file: Pick<LockedFile, 'path'>) => boolean;
}

/**
 * The version of a source to lock: the newest that fits and whose files can be had. An archive's
 * index can name a security update whose files its mirror does not have, or not yet.
 *
 * @throws StatixError STATIX_LOCK_NO_SOURCE
 */
export function chooseSource(
  wanted: RecipeSource,
  circumstances: SourceCircumstances,
): SourceChoice {
  const { answer, locked, stays, canBeHad } = circumstances;
  const fits = fitting(wanted, circumstances);
  const held =
    locked !== undefined && fits(locked.version) && locked.files.every(canBeHad)
      ? locked
      : undefined;
  // Licence and upstream are the recipe's to say, and may have been corrected.
  if (held !== undefined && stays) return { source: describe(wanted, held), notes: [] };
  const offers = relocated(offersOf(wanted, answer), canBeHad);
  const candidates = offers.filter(({ version }) => fits(version));
  const whole = candidates.find(({ files }) => files.every(canBeHad));
  if (whole === undefined && candidates.length > 0 && held !== undefined) {
    // An index forgets a version at once, and a mirror its files after a while.
    return { source: describe(wanted, held), notes: notTheNewest(wanted, candidates, held) };
  }
  const chosen = whole ?? withoutChanges(candidates, canBeHad);
  if (chosen === undefined) throw noSource(wanted, offers, candidates, circumstances);
  const notes: string[] = [];
  const newest = candidates[0]?.version ?? chosen.version;
  if (whole === undefined) {
    notes.push(
      `${wanted.name}: Debian's changes for ${newest} cannot be had; taking upstream's ${chosen.version} without its patches`,
    );
  } else {
    notes.push(...notTheNewest(wanted, candidates, chosen));
  }
  const patches = patchFile(wanted, chosen, answer, canBeHad);
  if (wanted.patchesFrom !== undefined && patches === undefined) {
    notes.push(
      `${wanted.name}: the list of Debian's patches for ${chosen.version} cannot be had; the contract will name none`,
    );
  }
  const files = patches === undefined ? chosen.files : [...chosen.files, patches];
  return { source: describe(wanted, { ...chosen, files }), notes };
}

function notTheNewest(
  { name }: RecipeSource,
  [newest]: readonly OfferedSource[],
  { version }: Pick<OfferedSource, 'version'>,
): string[] {
  if (newest === undefined || newest.version === version) return [];
  return [
    `${name}: the archive names ${newest.version}, but its files cannot be had; taking ${version}`,
  ];
}

/** What the archive offers for it, newest first. */
export function offersOf(wanted: RecipeSource, answer: ArchiveAnswer): OfferedSource[] {
  const kind = wanted.source === undefined ? 'binary' : 'source';
  const offers = answer.offers.get(offerKey(wanted.name, kind)) ?? [];
  return [...offers].sort((left, right) => compareDebianVersions(right.version, left.version));
}

/**
 * Revisions of one upstream version share upstream's archive, and each suite has a copy of it: what
 * cannot be had in one place is taken from the other.
 */
function relocated(
  offers: readonly OfferedSource[],
  canBeHad: SourceCircumstances['canBeHad'],
): OfferedSource[] {
  const everywhere = offers.flatMap(({ files }) => files);
  return offers.map((offer) => ({
    ...offer,
    files: offer.files.map((file) =>
      canBeHad(file)
        ? file
        : (everywhere.find((copy) => copy.sha256 === file.sha256 && canBeHad(copy)) ?? file),
    ),
  }));
}

/** The newest of which at least upstream's own archive can be had; no revision of Debian's, then. */
function withoutChanges(
  candidates: readonly OfferedSource[],
  canBeHad: SourceCircumstances['canBeHad'],
): OfferedSource | undefined {
  for (const { package: from, version, files } of candidates) {
    const originals = files.filter((file) => file.path.includes('.orig.tar.') && canBeHad(file));
    if (originals.length > 0) {
      return { package: from, version: version.replace(/-[^-]*$/, ''), files: originals };
    }
  }
  return undefined;
}

function fitting(
  { sameVersionAs, sameUpstreamAs }: RecipeSource,
  { packageVersions, pin }: SourceCircumstances,
): (version: string) => boolean {
  const exact = sameVersionAs === undefined ? undefined : packageVersions.get(sameVersionAs);
  const follows = sameUpstreamAs === undefined ? undefined : packageVersions.get(sameUpstreamAs);
  return (version) =>
    (pin === undefined || version === pin) &&
    (exact === undefined || sourceVersion(version) === sourceVersion(exact)) &&
    (follows === undefined || upstreamVersion(version) === upstreamVersion(follows));
}

/** Debian's changes of the source package that a package was built from. */
function patchFile(
  wanted: RecipeSource,
  chosen: OfferedSource,
  answer: ArchiveAnswer,
  canBeHad: SourceCircumstances['canBeHad'],
): ArchiveFile | undefined {
  if (wanted.patchesFrom === undefined) return undefined;
  return answer.offers
    .get(offerKey(wanted.name, 'source'))
    ?.find(({ version }) => version === sourceVersion(chosen.version))
    ?.files.find((file) => file.path.includes('.debian.tar.') && canBeHad(file));
}

function describe(
  { name, license, upstream }: RecipeSource,
  { package: from, version, files }: OfferedSource,
): LockedSource {
  const url = upstream?.replaceAll('@VERSION@', upstreamVersion(version));
  return {
    name,
    package: from,
    version,
    license,
    files: files.map(({ path, size, sha256 }) => ({
      path,
      size,
      sha256,
      ...(url !== undefined && path.includes('.orig.tar.') ? { upstream: url } : {}),
    })),
  };
}

function noSource(
  wanted: RecipeSource,
  offers: readonly OfferedSource[],
  candidates: readonly OfferedSource[],
  { packageVersions, pin, canBeHad }: SourceCircumstances,
): StatixError {
  const name = wanted.source ?? wanted.binary ?? wanted.name;
  const follows = wanted.sameVersionAs ?? wanted.sameUpstreamAs;
  const missing = candidates.flatMap(({ files }) => files.filter((file) => !canBeHad(file)));
  return new StatixError({
    code: 'STATIX_LOCK_NO_SOURCE',
    what:
      candidates.length > 0
        ? `No version of ${name} can be had`
        : `The archive has no version of ${name} that fits`,
    why: [
      offers.length === 0
        ? 'The archive does not know it at all; does the mirror have source packages?'
        : `There are: ${[...new Set(offers.map(({ version }) => version))].join(', ')}.`,
      ...(pin === undefined ? [] : [`It is pinned to ${pin}.`]),
      ...(follows === undefined
        ? []
        : [
            `It has to go with ${follows} ${packageVersions.get(follows) ?? '(which is not locked)'}.`,
          ]),
    ].join(' '),
    excerpt: missing.map(({ path }) => `cannot be had: ${path}`),
    remedies: [
      'Try later: a mirror may name an update before it has the files.',
      {
        text: 'Or use another mirror:',
        snippet: 'export STATIX_DEBIAN_SOURCES=/path/to/debian.sources',
      },
    ],
  });
}

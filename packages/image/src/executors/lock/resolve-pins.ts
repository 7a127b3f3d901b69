import {
  compareDebianVersions,
  nearestName,
  StatixError,
  upstreamVersion,
  type ImageLock,
} from '@statix/contract';
import { offerKey, type ArchiveAnswer } from '../../archive/archive-answer.js';
import { offersOf } from '../../lock/choose-source.js';
import type { LockableRecipe } from '../../recipe/lockable-recipe.js';
import type { LockPlan } from './plan.js';

/** The names that are pinned which are packages and not sources: apt has to be told of these. */
export function pinnedPackages(plan: LockPlan, recipe: LockableRecipe): string[] {
  const sources = new Set(recipe.sources.map(({ name }) => name));
  return [...plan.pin.keys()].filter((name) => !sources.has(name));
}

/**
 * The pins of the new lock. A version may be given as upstream writes it: `3.5.7` is then the newest
 * of Debian's versions of it.
 *
 * @throws StatixError STATIX_LOCK_NO_SUCH_NAME, STATIX_LOCK_NO_SUCH_VERSION listing those there are
 */
export function resolvePins(
  plan: LockPlan,
  recipe: LockableRecipe,
  previous: ImageLock | undefined,
  answer: ArchiveAnswer,
): Record<string, string> {
  const names = knownNames(recipe, previous);
  const pins: Record<string, string> = {};
  for (const [name, version] of Object.entries(previous?.pins ?? {})) {
    if (!plan.unpin.has(name) && names.includes(name)) pins[name] = version;
  }
  for (const name of [...plan.unpin, ...plan.pin.keys()]) {
    if (!names.includes(name)) throw noSuchName(name, names);
  }
  for (const [name, version] of plan.pin) {
    const offered = offeredVersions(name, recipe, answer);
    const exact = offered.find((candidate) => candidate === version);
    const chosen = exact ?? offered.find((candidate) => upstreamVersion(candidate) === version);
    if (chosen === undefined) throw noSuchVersion(name, version, offered);
    pins[name] = chosen;
  }
  return pins;
}

/** Newest first. */
function offeredVersions(name: string, recipe: LockableRecipe, answer: ArchiveAnswer): string[] {
  const source = recipe.sources.find((candidate) => candidate.name === name);
  const offers =
    source === undefined ? answer.offers.get(offerKey(name, 'binary')) : offersOf(source, answer);
  const versions = new Set((offers ?? []).map(({ version }) => version));
  return [...versions].sort((left, right) => compareDebianVersions(right, left));
}

function knownNames(recipe: LockableRecipe, previous: ImageLock | undefined): string[] {
  return [
    ...recipe.sources.map(({ name }) => name),
    ...(previous?.packages ?? []).map(({ name }) => name),
    ...Object.values(recipe.roots).flat(),
  ];
}

function noSuchName(name: string, names: readonly string[]): StatixError {
  const nearest = nearestName(name, names);
  return new StatixError({
    code: 'STATIX_LOCK_NO_SUCH_NAME',
    what: `The lock has no source and no package '${name}'`,
    remedies: [
      ...(nearest === undefined ? [] : [`Did you mean '${nearest}'?`]),
      'The names are those in lock.json, under "sources" and "packages".',
    ],
  });
}

function noSuchVersion(name: string, version: string, offered: readonly string[]): StatixError {
  return new StatixError({
    code: 'STATIX_LOCK_NO_SUCH_VERSION',
    what: `The archive has no version ${version} of ${name}`,
    why:
      offered.length === 0
        ? 'It has none at all.'
        : `There are: ${offered.join(', ')}. The lock was left as it is.`,
    remedies: offered.slice(0, 1).map((candidate) => ({
      text: 'Pin one of these:',
      snippet: `npx nx run statix-image:image-lock --set=${name}=${candidate}`,
    })),
  });
}

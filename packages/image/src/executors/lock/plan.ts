import { StatixError, type ImageLock } from '@statix/contract';
import { LOCK_COMMAND } from '@statix/toolchain';
import type { z } from 'zod';
import { SETS, setsBefore } from '../../lock/package-sets.js';
import type { LockableRecipe, PackageSet } from '../../recipe/lockable-recipe.js';
import type { lockSchema } from './schema.js';

export interface LockPlan {
  readonly mode: 'refresh' | 'set' | 'check' | 'if-needed';
  /** To be pinned: name → version as the user gave it. */
  readonly pin: ReadonlyMap<string, string>;
  readonly unpin: ReadonlySet<string>;
}

/** Ends a pin: no version of Debian's is a word. */
const NEWEST = 'newest';

/**
 * What the options ask for.
 *
 * @throws StatixError STATIX_OPTION_INVALID if they contradict each other
 */
export function planRequest(options: z.output<typeof lockSchema>): LockPlan {
  const set = [options.set].flat().map((text) => {
    const equals = text.indexOf('=');
    return [text.slice(0, equals), text.slice(equals + 1)] as const;
  });
  const modes = [options.check, options.ifNeeded, set.length > 0].filter(Boolean);
  if (modes.length > 1) {
    throw new StatixError({
      code: 'STATIX_OPTION_INVALID',
      what: 'Of check, ifNeeded and set only one can be asked for at a time',
      remedies: ['Leave out the others.'],
    });
  }
  return {
    mode: options.check
      ? 'check'
      : options.ifNeeded
        ? 'if-needed'
        : set.length > 0
          ? 'set'
          : 'refresh',
    pin: new Map(set.filter(([, version]) => version !== NEWEST)),
    unpin: new Set(set.filter(([, version]) => version === NEWEST).map(([name]) => name)),
  };
}

type LockedCrate = Pick<ImageLock['crates'][number], 'sha256' | 'sets'>;

/**
 * Why a lock does not do for its recipe, whatever the archive has: it was made for other arguments,
 * or from other lists. Empty if it does.
 */
export function lockGaps(recipe: LockableRecipe, lock: ImageLock | undefined): string[] {
  if (lock === undefined) return ['there is no lock'];
  const names = { ...recipe.arguments, ...lock.arguments };
  const other = Object.keys(names).filter(
    (name) => recipe.arguments[name] !== lock.arguments[name],
  );
  const sources = new Set(lock.sources.map(({ name }) => name));
  // In a set more than is asked for may be one that sources of a compiler have in their own Cargo.lock.
  const keysOf = ({ sha256, sets = ['crates'] }: LockedCrate): string[] =>
    sets.map((set) => `${set} ${sha256}`);
  const crates = new Set(lock.crates.flatMap(keysOf));
  const packages = new Map(lock.packages.map(({ name, sets }) => [name, sets]));
  const isInstalled = (name: string, set: PackageSet): boolean =>
    packages.get(name)?.some((one) => one === set || setsBefore(set).includes(one)) === true;
  const roots = SETS.flatMap((set) => recipe.roots[set].map((name) => ({ name, set })))
    // Of patterns only apt can say what they mean.
    .filter(({ name }) => !name.startsWith('?'));
  return [
    ...(lock.toolchain?.channel === recipe.toolchain?.channel
      ? []
      : [`it has Rust ${lock.toolchain?.channel ?? 'of the recipe'}`]),
    ...other.map((name) => `the argument ${name} has another value`),
    ...recipe.sources
      .filter(({ name }) => !sources.has(name))
      .map(({ name }) => `the source ${name} is not in it`),
    ...recipe.crates
      .filter((crate) => !keysOf(crate).every((key) => crates.has(key)))
      .map(({ name, version }) => `the crate ${name} ${version} is not in it`),
    ...new Set(
      roots
        .filter(({ name, set }) => !isInstalled(name, set))
        .map(({ name, set }) =>
          packages.has(name)
            ? `the package ${name} is not in its set ${set}`
            : `the package ${name} is not in it`,
        ),
    ),
  ];
}

/**
 * The error of `check`: what is older than what there is, and, which is worse, what is gone.
 *
 * @returns undefined if there is nothing to say
 */
export function checkFailed({
  gaps,
  withdrawn,
  moved,
}: {
  readonly gaps: readonly string[];
  readonly withdrawn: readonly string[];
  readonly moved: readonly string[];
}): StatixError | undefined {
  if (gaps.length + withdrawn.length + moved.length === 0) return undefined;
  const remedies = [
    { text: 'Take what is newest:', snippet: LOCK_COMMAND },
    ...(withdrawn.length > 0
      ? [{ text: 'Or move only what is gone:', snippet: `${LOCK_COMMAND} --ifNeeded` }]
      : []),
  ];
  return new StatixError({
    code: 'STATIX_LOCK_STALE',
    what:
      gaps.length > 0
        ? 'The lock is not one of this recipe'
        : withdrawn.length > 0
          ? `${withdrawn.length} files of the lock can no longer be had`
          : 'There are newer versions than those in the lock; a build still works',
    excerpt: [
      ...gaps,
      ...withdrawn.map((path) => `can no longer be had: ${path}`),
      ...moved.map((line) => `newer exists: ${line}`),
    ],
    remedies,
  });
}

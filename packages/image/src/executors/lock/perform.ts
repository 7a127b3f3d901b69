import { mkdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { isStatixError, StatixError, writeFileDurably, type ImageLock } from '@statix/contract';
import { connectEngine, type Engine } from '@statix/engine';
import { LOCK_COMMAND, lockedFiles, lockNameOf, LOCK_PATH, readImageLock } from '@statix/toolchain';
import type { z } from 'zod';
import type { ArchiveAnswer } from '../../archive/archive-answer.js';
import { httpClient, type HttpClient } from '../../archive/http-client.js';
import { queryArchive } from '../../archive/query-archive.js';
import { compareLocks } from '../../lock/compare-locks.js';
import { offersOf } from '../../lock/choose-source.js';
import { findFiles } from '../../lock/find-files.js';
import { lockCrates } from '../../lock/lock-crates.js';
import { cratesOf, withCrates, type LockableRecipe } from '../../recipe/lockable-recipe.js';
import { lockableRecipe } from '../../rustup/toolchain-recipe.js';
import { planLock, providersOf } from '../../lock/plan-lock.js';
import { readRecipeDefinition } from '../../lock/recipe-definition.js';
import { renderLock } from '../../lock/render-lock.js';
import { archiveAsked, checkBegins, filesFound, filesSought, newestSought } from './check-lines.js';
import { checkFailed, lockGaps, planRequest, type LockPlan } from './plan.js';
import { pinnedPackages, resolvePins } from './resolve-pins.js';
import type { lockSchema } from './schema.js';

interface Surroundings {
  readonly recipe: LockableRecipe;
  readonly base: string;
  readonly previous: ImageLock | undefined;
  readonly client: HttpClient;
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
  /** Of the lock, as a person names it. */
  readonly lockFile: string;
  readonly command: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Makes, refreshes or checks the lock of an image, beside its definition. Nothing is written unless
 * all of it can be had.
 *
 * @throws StatixError STATIX_LOCK_STALE from `check`, and see `planLock`, `queryArchive`
 */
export async function lock(
  workspaceRoot: string,
  options: z.output<typeof lockSchema>,
  {
    signal,
    report,
    command = LOCK_COMMAND,
    env = process.env,
  }: {
    signal: AbortSignal;
    report: (line: string) => void;
    /** How this one is typed in the workspace. */
    command?: string;
    env?: NodeJS.ProcessEnv;
  },
): Promise<void> {
  const plan = planRequest(options);
  const read = await readRecipeDefinition(workspaceRoot, options.definition, options.channel);
  const { lockFile, base, channel } = read;
  const own = lockFile === undefined ? undefined : await readImageLock(lockFile);
  const previous = own ?? (await lockToBeginWith(workspaceRoot, options));
  const client = await httpClient(env);
  try {
    const recipe = await lockableRecipe(read, options.provider, {
      ...{ client, signal, report },
      kept: plan.mode === 'if-needed' || plan.mode === 'set' ? own : undefined,
    });
    const name = channel === undefined ? LOCK_PATH : lockNameOf(channel);
    const path = join(workspaceRoot, dirname(read.path), name);
    const shown = relative(workspaceRoot, lockFile ?? path);
    const around = {
      ...{ recipe, base, previous, client, signal, report, command, env },
      lockFile: shown,
    };
    // A lock of another Rust differs from the definition's own in that, and in nothing that need not move.
    const next = await decide(
      own === undefined && channel !== undefined ? asNeeded(plan) : plan,
      around,
    );
    if (next === undefined) return;
    await mkdir(dirname(path), { recursive: true });
    await writeFileDurably(path, renderLock(next));
    report(`Wrote ${relative(workspaceRoot, path)}: commit it.`);
  } finally {
    await client.close();
  }
}

/** The lock of the definition itself, where a channel has none yet. */
async function lockToBeginWith(
  workspaceRoot: string,
  { definition, channel }: z.output<typeof lockSchema>,
): Promise<ImageLock | undefined> {
  if (channel === undefined) return undefined;
  const { lockFile } = await readRecipeDefinition(workspaceRoot, definition);
  return lockFile === undefined ? undefined : readImageLock(lockFile);
}

function asNeeded(plan: LockPlan): LockPlan {
  return plan.mode === 'refresh' ? { ...plan, mode: 'if-needed' } : plan;
}

/** The lock to write; undefined if it stays as it is. */
async function decide(plan: LockPlan, around: Surroundings): Promise<ImageLock | undefined> {
  const { recipe, previous, report } = around;
  const gaps = lockGaps(recipe, previous);
  if (plan.mode === 'if-needed' && previous !== undefined && gaps.length === 0) {
    const missing = await missingFiles(previous, around);
    if (missing === undefined) {
      report('Debian’s archive cannot be reached: the lock stays as it is, unchecked.');
      return undefined;
    }
    if (missing.length === 0) {
      report(
        `All ${lockedFiles(previous).length} files of the lock can be had: it stays as it is.`,
      );
      return undefined;
    }
    report(`${missing.length} files of the lock can no longer be had:`);
    for (const path of missing) report(`  ${path}`);
  } else if (plan.mode === 'if-needed') {
    report('The lock has to be made again:');
    for (const gap of gaps) report(`  ${gap}`);
  }

  const withdrawn = plan.mode === 'check' ? await checkFiles(around) : [];
  const { lock: next, notes } = await resolveLock(plan, around).catch((error: unknown) => {
    // Otherwise part of the error at the end, which there will not be.
    for (const path of withdrawn) report(`  can no longer be had: ${path}`);
    throw error;
  });
  for (const note of notes) report(note);
  const moved = compareLocks(previous, next);
  if (plan.mode === 'check') {
    const failure = checkFailed({ gaps, withdrawn, moved });
    if (failure !== undefined) throw failure;
    report(`The lock is up to date: ${lockedFiles(next).length} files, and all can be had.`);
    return undefined;
  }
  const unchanged = previous !== undefined && renderLock(previous) === renderLock(next);
  if (previous === undefined) {
    report(
      `Locked ${next.sources.length} sources, ${next.crates.length} crates and ${next.packages.length} packages`,
    );
  } else {
    report(whatMoved(moved, unchanged));
    for (const line of moved) report(`  ${line}`);
  }
  for (const [name, version] of Object.entries(next.pins)) {
    report(`  ${name} is pinned to ${version} (${around.command} --set=${name}=newest ends that)`);
  }
  return unchanged ? undefined : next;
}

/** The part of a check that tells of the lock as it is; whether there is something newer comes after. */
async function checkFiles(around: Surroundings): Promise<string[]> {
  const { previous, client, lockFile, report } = around;
  for (const line of checkBegins(lockFile)) report(line);
  if (previous === undefined) return [];
  report(filesSought(previous, client.mirrors));
  const withdrawn = await withdrawnFiles(previous, around);
  report(filesFound(lockedFiles(previous).length, withdrawn));
  return withdrawn;
}

/** @param unchanged also in what is no version: order, providers, pins */
function whatMoved(moved: readonly string[], unchanged: boolean): string {
  if (unchanged) return 'Nothing moved: the lock stays as it is.';
  return moved.length === 0 ? 'Nothing moved.' : `${moved.length} moved:`;
}

/** Undefined if the archive does not answer. */
async function missingFiles(lock: ImageLock, around: Surroundings): Promise<string[] | undefined> {
  try {
    return await withdrawnFiles(lock, around);
  } catch (error) {
    if (isStatixError(error) && error.code === 'STATIX_ARCHIVE_UNREACHABLE') return undefined;
    throw error;
  }
}

async function withdrawnFiles(
  lock: ImageLock,
  { client, signal, env }: Surroundings,
): Promise<string[]> {
  const files = lockedFiles(lock);
  const found = await findFiles(files, lock.providers, client, { signal, env });
  return files.map(({ path }) => path).filter((path) => !found.has(path));
}

/** A mirror that lacks packages names them once in a query; more rounds mean that it is broken. */
const MOST_ROUNDS = 5;

async function resolveLock(
  plan: LockPlan,
  around: Surroundings,
): Promise<{ lock: ImageLock; notes: string[] }> {
  const { recipe, base, previous, client, signal, report, env } = around;
  const engine = await connectEngine({ signal });
  const numbered = plan.mode === 'check' && previous !== undefined;
  report(archiveAsked(base, numbered));
  const refresh = plan.mode === 'if-needed' || plan.mode === 'set' ? 'needed' : 'newest';
  const avoid = new Set<string>();
  for (let round = 1; ; round += 1) {
    const { answer, pins } = await ask(engine, plan, refresh, avoid, around);
    const providers = providersOf(recipe, answer);
    const kept = [
      ...(previous?.sources.flatMap(({ files }) => files) ?? []),
      ...(previous?.crates ?? []),
    ];
    const offered = recipe.sources.flatMap((source) =>
      [...offersOf(source, answer), ...(answer.offers.get(`${source.name} source`) ?? [])].flatMap(
        ({ files }) => files,
      ),
    );
    const files = [...answer.packages.values(), ...offered, ...kept];
    report(newestSought(new Set(files.map(({ path }) => path)).size, numbered));
    const found = await findFiles(files, providers, client, { signal, env });
    const lost = [...answer.packages].filter(([, { path }]) => !found.has(path));
    if (lost.length === 0) {
      const canBeHad = ({ path }: { path: string }) => found.has(path);
      const ofSources = [...answer.cargoLocks].flatMap(([name, text]) =>
        cratesOf(text, `Cargo.lock of ${name}`),
      );
      const crates = await lockCrates(withCrates(recipe.crates, ofSources), {
        kept: previous?.crates.filter(canBeHad) ?? [],
        providers,
        client,
        signal,
      });
      const planned = planLock({
        recipe,
        previous,
        refresh,
        pins,
        released: plan.unpin,
        answer,
        crates,
        canBeHad,
      });
      const notes = [...avoid].map(
        (text) => `${text.replace('=', ' ')}: named by the archive, but cannot be had; passed over`,
      );
      return { lock: planned.lock, notes: [...notes, ...planned.notes] };
    }
    if (round === MOST_ROUNDS) throw packagesLost(lost.map(([, { path }]) => path));
    for (const [name, { version }] of lost) avoid.add(`${name}=${version}`);
  }
}

/**
 * Asks for what is wanted with everything else kept where it is. Packages depend on each other's
 * exact versions, so keeping some may be impossible once others have moved; then all may move.
 */
async function ask(
  engine: Engine,
  plan: LockPlan,
  refresh: 'newest' | 'needed',
  avoid: ReadonlySet<string>,
  { recipe, base, previous, signal, env }: Surroundings,
): Promise<{ answer: ArchiveAnswer; pins: Record<string, string> }> {
  const wanted = pinnedPackages(plan, recipe);
  const query = (keep: ReadonlyMap<string, string>) =>
    queryArchive(
      engine,
      {
        recipe,
        base,
        keep,
        avoid,
        versionsOf: wanted,
        knownSha256: previous?.packages.map(({ sha256 }) => sha256) ?? [],
      },
      { signal, env },
    );
  const sources = new Set(recipe.sources.map(({ name }) => name));
  const packagePins = (pins: Readonly<Record<string, string>>) =>
    Object.entries(pins).filter(([name]) => !sources.has(name));
  const before = new Map(
    refresh === 'needed' ? previous?.packages.map(({ name, version }) => [name, version]) : [],
  );
  const pinned = new Map(packagePins(previous?.pins ?? {}));
  for (const name of plan.unpin) {
    before.delete(name);
    pinned.delete(name);
  }
  const first = await keeping(new Map([...before, ...pinned]), pinned, query);
  const pins = resolvePins(plan, recipe, previous, first);
  if (wanted.length === 0) return { answer: first, pins };
  // Only now is it known which of Debian's versions is meant.
  const now = new Map(packagePins(pins));
  return { answer: await keeping(new Map([...before, ...now]), now, query), pins };
}

async function keeping(
  wish: ReadonlyMap<string, string>,
  least: ReadonlyMap<string, string>,
  query: (keep: ReadonlyMap<string, string>) => Promise<ArchiveAnswer>,
): Promise<ArchiveAnswer> {
  try {
    return await query(wish);
  } catch (error) {
    const retry = isStatixError(error) && error.code === 'STATIX_ARCHIVE_REFUSED';
    if (!retry || wish.size === least.size) throw error;
    return query(least);
  }
}

function packagesLost(paths: readonly string[]): StatixError {
  return new StatixError({
    code: 'STATIX_LOCK_NO_PACKAGE',
    what: 'The archive names packages whose files it does not have',
    excerpt: paths,
    remedies: [
      'Try later: a mirror may name an update before it has the files.',
      {
        text: 'Or use another mirror:',
        snippet: 'export STATIX_DEBIAN_SOURCES=/path/to/debian.sources',
      },
    ],
  });
}

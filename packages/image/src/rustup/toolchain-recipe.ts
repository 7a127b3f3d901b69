import { StatixError, type ImageLock } from '@statix/contract';
import {
  isProvided,
  LOCK_COMMAND,
  offersOf,
  parseChannel,
  provide,
  readRecipeToolchains,
  type Channel,
  type ProviderName,
  type RecipeDefinition,
  type RecipeToolchains,
} from '@statix/toolchain';
import type { HttpClient } from '../archive/http-client.js';
import {
  readLockableRecipe,
  withRelease,
  type DistRelease,
  type LockableRecipe,
  type WantedCrate,
} from '../recipe/lockable-recipe.js';
import { readRelease } from './read-release.js';

interface Surroundings {
  readonly client: HttpClient;
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
  /** A lock whose release of a dist server stays as it is. */
  readonly kept: ImageLock | undefined;
}

/**
 * What the lock of a definition is about. A compiler of a dist server is asked for there: only its
 * manifest says which version a channel has, and so which LLVM goes with it.
 *
 * @param provider that was asked for; undefined for the one of the lock, or else Debian before a server
 * @throws StatixError STATIX_TOOLCHAIN_UNAVAILABLE, STATIX_OPTION_INVALID, and see `readRelease`
 */
export async function lockableRecipe(
  definition: RecipeDefinition,
  provider: ProviderName | undefined,
  { client, signal, report, kept }: Surroundings,
): Promise<LockableRecipe> {
  const { toolchain, recipeRoot } = definition;
  if (toolchain === undefined) {
    if (provider === undefined) return readLockableRecipe(definition);
    throw new StatixError({
      code: 'STATIX_OPTION_INVALID',
      what: 'provider says where the compiler of a channel is from, and no channel is asked for',
      remedies: ['Name a channel: --channel=1.85, or "rust" in statix-image.json.'],
    });
  }
  const channel = parseChannel(toolchain.channel);
  const toolchains = await readRecipeToolchains(recipeRoot);
  const dist = toolchains?.dist;
  if (channel === undefined || toolchains === undefined) return readLockableRecipe(definition);
  const chosen = provider ?? toolchain.provider;
  if (chosen === 'debian' || dist === undefined) {
    return readLockableRecipe(provided(definition, toolchains, channel, { provider: chosen }));
  }
  const found =
    releaseOf(kept, channel) ?? (await askServer(channel, dist, { client, signal, report }));
  const { release, crates } = found;
  const { version } = release;
  const recipe = await readLockableRecipe(
    provided(definition, toolchains, channel, { provider: 'dist', version }),
  );
  return withRelease(recipe, release, { crates, server: dist.server });
}

async function askServer(
  channel: Channel,
  dist: { readonly server: string; readonly host: string },
  { client, signal, report }: Omit<Surroundings, 'kept'>,
): Promise<{ release: DistRelease; crates: readonly WantedCrate[] }> {
  const found = await readRelease(channel, dist, { client, signal });
  const { version, date } = found.release;
  report(`Rust ${channel.text} is ${version} of ${date}`);
  return found;
}

function provided(
  definition: RecipeDefinition,
  toolchains: RecipeToolchains,
  channel: Channel,
  known: { readonly provider: ProviderName; readonly version?: string },
): RecipeDefinition {
  const toolchain = provide(toolchains, channel, known);
  if (isProvided(toolchain)) {
    return {
      ...definition,
      toolchain,
      arguments: { ...definition.arguments, ...toolchain.arguments },
    };
  }
  throw new StatixError({
    code: 'STATIX_TOOLCHAIN_UNAVAILABLE',
    what: `Rust ${channel.text}${known.version === undefined ? '' : `, which is ${known.version},`} cannot be had`,
    why: toolchain.why,
    excerpt: ['Can be had:', ...offersOf(toolchains, LOCK_COMMAND).map((offer) => `  ${offer}`)],
    remedies: ['Name a channel that can be had.'],
  });
}

/** As a lock has it. All crates of what compiles are wanted: which of them are std's it does not say. */
function releaseOf(
  lock: ImageLock | undefined,
  channel: Channel,
): { release: DistRelease; crates: readonly WantedCrate[] } | undefined {
  const { toolchain } = lock ?? {};
  const source = lock?.sources.find(({ package: from }) => from === 'rust-src');
  if (lock === undefined || source === undefined || toolchain?.date === undefined) return undefined;
  if (toolchain.channel !== channel.text || toolchain.provider !== 'dist') return undefined;
  const { version, date, components } = toolchain;
  // Of a version of Statix that took none.
  if (!components.some(({ name }) => name === 'clippy')) return undefined;
  const crates = lock.crates
    .filter(({ sets }) => sets?.includes('crates') ?? true)
    .map((crate) => ({ ...crate, sets: undefined }));
  return { release: { version, date, components, source }, crates };
}

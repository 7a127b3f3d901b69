import { join } from 'node:path';
import { hideSecrets, isStatixError, StatixError, type ImageIdentity } from '@statix/contract';
import { type Engine, type ImageFacts, makeStateFolder, proxyVariables } from '@statix/engine';
import { buildContext } from './build-context.js';
import { BuildReport } from './build-report.js';
import { distSiteFiles } from './dist-server.js';
import { filesAtHand } from './files-at-hand.js';
import type { RecipeDefinition } from '../definition/image-definition.js';
import { INLINE_CACHE, requireInlineCache } from './inline-cache.js';
import { IDENTITY_LABEL, IMAGE_PLATFORM } from '../definition/image-labels.js';
import { requireLock } from '../definition/image-lock.js';
import { BASE_ARGUMENT } from '../definition/base-argument.js';
import { siteFiles } from './site-files.js';
import { requireOwnForLogins, siteLogins } from './site-logins.js';

export interface BuildRecipeOptions {
  readonly signal: AbortSignal | undefined;
  readonly report: (line: string) => void;
  readonly progress: ((line: string | undefined) => void) | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly noCache: boolean;
  readonly inlineCache: boolean;
  /** Images on the engine whose layers may be taken over. */
  readonly cacheFrom: readonly string[];
}

const HOW_LONG = {
  buildkit: 'first time for this recipe; up to 10 minutes on 2 cores',
  buildah: 'Podman makes all of it each time',
};

/**
 * Builds the image of an identity, as computed from the definition, and gives it its name. A login with which
 * this machine reaches a network is in no log and no error, and goes to no engine that the repository names.
 *
 * @throws StatixError STATIX_ENGINE_NOT_OWN, and what `Engine.buildImage` throws
 */
export async function buildRecipe(
  engine: Engine,
  definition: RecipeDefinition,
  identity: ImageIdentity,
  { signal, report, progress, env, noCache, cacheFrom, inlineCache }: BuildRecipeOptions,
): Promise<ImageFacts> {
  const facts = await engine.facts();
  if (inlineCache) requireInlineCache(facts);
  const lock = await requireLock(definition);
  const site = [
    ...(await siteFiles(env)),
    ...(definition.toolchain?.provider === 'dist' ? distSiteFiles(env) : []),
  ];
  const logins = siteLogins(env, site);
  requireOwnForLogins(engine, logins);
  const hide = hideSecrets(logins.secrets);
  const files = [...site, ...(await filesAtHand(lock, env))];
  const logs = await makeStateFolder(env, 'logs');
  const logPath = join(logs, `image-${identity.identity.slice(0, 12)}.log`);
  const begun = performance.now();
  report(`Building the image ${identity.reference} (${HOW_LONG[facts.builder]})…`);
  const told = new BuildReport(logPath, report, progress);
  try {
    const image = await engine.buildImage({
      context: buildContext(definition, identity, files, facts),
      buildArguments: {
        // The engine leaves them out of the image, its history and what decides whether a step is cached
        // (Dockerfile reference, "Predefined ARGs"). From Docker 23 on its own record of the build has them.
        ...proxyVariables(env),
        ...identity.arguments,
        [BASE_ARGUMENT]: identity.base,
        ...(inlineCache ? INLINE_CACHE : {}),
      },
      labels: {
        [IDENTITY_LABEL]: identity.identity,
        'org.opencontainers.image.title': identity.recipe.name,
        'org.opencontainers.image.version': identity.recipe.version,
      },
      reference: identity.reference,
      platform: IMAGE_PLATFORM,
      signal,
      noCache,
      cacheFrom,
      onEvent: (event) => {
        told.accept(event.kind === 'log' ? { ...event, line: hide(event.line) } : event);
      },
    });
    told.summarise(identity.reference, (performance.now() - begun) / 1000);
    return image;
  } catch (error) {
    if (!isStatixError(error)) throw error;
    // With the causes, whose words are not looked through.
    const clean = logins.secrets.length === 0 ? error : withoutSecrets(error, hide);
    throw withLogPath(clean, logPath);
  } finally {
    await told.close();
  }
}

/** What a step or the engine said may repeat an address. */
function withoutSecrets(error: StatixError, hide: (line: string) => string): StatixError {
  return new StatixError({
    code: error.code,
    what: hide(error.what),
    ...(error.why === undefined ? {} : { why: hide(error.why) }),
    excerpt: error.excerpt.map(hide),
    remedies: error.remedies,
  });
}

function withLogPath(error: StatixError, logPath: string): StatixError {
  return new StatixError({
    code: error.code,
    what: error.what,
    ...(error.why === undefined ? {} : { why: error.why }),
    excerpt: error.excerpt,
    remedies: [...error.remedies, { text: 'Read the whole log:', snippet: `less ${logPath}` }],
    cause: error.cause,
  });
}

import { join } from 'node:path';
import { isStatixError, StatixError, type ImageIdentity } from '@statix/contract';
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

/** Builds the image of an identity, as computed from the definition, and gives it its name. */
export async function buildRecipe(
  engine: Engine,
  definition: RecipeDefinition,
  identity: ImageIdentity,
  { signal, report, progress, env, noCache, cacheFrom, inlineCache }: BuildRecipeOptions,
): Promise<ImageFacts> {
  if (inlineCache) requireInlineCache(await engine.facts());
  const lock = await requireLock(definition);
  const site = [
    ...(await siteFiles(env)),
    ...(definition.toolchain?.provider === 'dist' ? distSiteFiles(env) : []),
    ...(await filesAtHand(lock, env)),
  ];
  const logs = await makeStateFolder(env, 'logs');
  const logPath = join(logs, `image-${identity.identity.slice(0, 12)}.log`);
  const begun = performance.now();
  report(
    `Building the image ${identity.reference} (first time for this recipe; up to 10 minutes on 2 cores)…`,
  );
  const told = new BuildReport(logPath, report, progress);
  try {
    const image = await engine.buildImage({
      context: buildContext(definition, identity, site),
      buildArguments: {
        // Docker leaves them out of the history and of what decides whether a step is cached
        // (Dockerfile reference, "Predefined ARGs").
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
      onEvent: told.accept,
    });
    told.summarise(identity.reference, (performance.now() - begun) / 1000);
    return image;
  } catch (error) {
    throw isStatixError(error) ? withLogPath(error, logPath) : error;
  } finally {
    await told.close();
  }
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

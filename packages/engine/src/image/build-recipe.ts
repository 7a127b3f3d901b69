import { join } from 'node:path';
import { isStatixError, StatixError, type ImageIdentity } from '@statix/contract';
import type { Engine, ImageFacts } from '../engine.js';
import { makeStateFolder } from '../state/make-state-folder.js';
import { buildContext } from './build-context.js';
import { BuildReport } from './build-report.js';
import type { RecipeDefinition } from './image-definition.js';
import { IDENTITY_LABEL, IMAGE_PLATFORM } from './image-labels.js';
import { BASE_ARGUMENT } from './recipe.js';
import { proxyArguments, siteFiles } from './site-files.js';

export interface BuildRecipeOptions {
  readonly signal: AbortSignal | undefined;
  readonly report: (line: string) => void;
  readonly progress: ((line: string | undefined) => void) | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly noCache: boolean;
  /** Images on the engine whose layers may be taken over. */
  readonly cacheFrom: readonly string[];
}

/**
 * Writes into the image which step made which layer, so that a build elsewhere can take them over
 * from it (BuildKit, "Inline cache"). The only way that the engine's own API has to export a cache:
 * `type=registry` needs buildx. A change of one stage keeps the others, also those of which only a
 * file was copied.
 */
const INLINE_CACHE = { BUILDKIT_INLINE_CACHE: '1' };

/** Builds the image of an identity and gives it its name. */
export async function buildRecipe(
  engine: Engine,
  definition: RecipeDefinition,
  identity: ImageIdentity,
  { signal, report, progress, env, noCache, cacheFrom }: BuildRecipeOptions,
): Promise<ImageFacts> {
  const site = await siteFiles(env);
  const logs = await makeStateFolder(env, 'logs');
  const logPath = join(logs, `image-${identity.identity.slice(0, 12)}.log`);
  const begun = performance.now();
  report(
    `Building the image ${identity.reference} (first time for this recipe; about 6 minutes on 2 cores)…`,
  );
  const told = new BuildReport(logPath, report, progress);
  try {
    const image = await engine.buildImage({
      context: buildContext(definition.recipeRoot, identity.files, site),
      buildArguments: {
        ...proxyArguments(env),
        ...identity.arguments,
        ...INLINE_CACHE,
        [BASE_ARGUMENT]: identity.base,
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

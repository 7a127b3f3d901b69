import { join } from 'node:path';
import { isStatixError, StatixError, type ImageIdentity } from '@statix/contract';
import type { Engine, ImageFacts } from '../engine.js';
import { makeStateFolder } from '../state/make-state-folder.js';
import { buildContext } from './build-context.js';
import { BuildReport } from './build-report.js';
import type { ImageDefinition } from './image-definition.js';
import { BASE_ARGUMENT } from './recipe.js';
import { proxyArguments, siteFiles } from './site-files.js';

/** Label with the identity that an image was built for. */
export const IDENTITY_LABEL = 'dev.statix.identity';

/** What is in the image runs on x86-64, also where the engine is on an arm64 machine and emulates. */
const IMAGE_PLATFORM = 'linux/amd64';

/** Builds the image of an identity and gives it its name. */
export async function buildRecipe(
  engine: Engine,
  definition: ImageDefinition,
  identity: ImageIdentity,
  {
    signal,
    report,
    env,
  }: { signal: AbortSignal; report: (line: string) => void; env: NodeJS.ProcessEnv },
): Promise<ImageFacts> {
  const site = await siteFiles(env);
  const logs = await makeStateFolder(env, 'logs');
  const logPath = join(logs, `image-${identity.identity.slice(0, 12)}.log`);
  const begun = performance.now();
  report(
    `Building the image ${identity.reference} (first time for this recipe; about 6 minutes on 2 cores)…`,
  );
  const progress = new BuildReport(logPath, report);
  try {
    const image = await engine.buildImage({
      context: buildContext(definition.recipeRoot, identity.files, site),
      buildArguments: {
        ...proxyArguments(env),
        ...identity.arguments,
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
      onEvent: progress.accept,
    });
    progress.summarise(identity.reference, (performance.now() - begun) / 1000);
    return image;
  } catch (error) {
    throw isStatixError(error) ? withLogPath(error, logPath) : error;
  } finally {
    await progress.close();
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

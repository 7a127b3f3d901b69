import { join } from 'node:path';
import { isStatixError, renderError, type ImageIdentity, type NxCommands } from '@statix/contract';
import { UNAVAILABLE_CODES, withLock, type Engine, type ImageFacts } from '@statix/engine';
import { buildRecipe } from '../build/build-recipe.js';
import type { ImageDefinition } from '../definition/image-definition.js';
import { observeIdentity } from '../definition/observe-identity.js';
import { recordImage } from '../records/image-records.js';
import { recordImageUse } from '../records/image-uses.js';
import { findOwnImage, freeName, keepName } from './own-image.js';
import { publishedImagesPath, readPublishedImages } from './published-images.js';
import { requireSuitableEngine, warnOfEmulation } from './suitable-engine.js';
import { pullByDigest, pullRecorded, type PullContext } from './pull-recorded.js';

export interface EnsureImageRequest {
  workspaceRoot: string;
  /** Which image, as `identify` says: compared with what its definition says now, and not used. */
  identity: ImageIdentity;
  signal?: AbortSignal | undefined;
  /** Gets lines for a person. */
  report: (line: string) => void;
  /** Gets what is going on just now, to be shown in place of the last one; undefined: nothing. */
  progress?: ((line: string | undefined) => void) | undefined;
  /** Builds again, also what is there, and takes nothing from the engine's cache. */
  noCache?: boolean | undefined;
  /** Writes into the image what a build elsewhere needs to take over its layers; builds it again. */
  inlineCache?: boolean | undefined;
  /** Images by digest whose layers a build may take over; `published` is the newest published one. */
  cacheFrom?: readonly string[] | undefined;
  env?: NodeJS.ProcessEnv | undefined;
  /** How commands of Nx are typed in the workspace, for errors that are told and gone on from. */
  commands?: (() => NxCommands) | undefined;
}

/** How an image comes to be on the engine. */
export type ImageSource =
  | { readonly from: 'engine'; readonly imageId: string }
  | { readonly from: 'registry'; readonly reference: string }
  | { readonly from: 'recipe' };

export interface EnsuredImage {
  /** To be used rather than its name. */
  readonly imageId: string;
  /** The name that it has on this engine; another installation may have taken the usual one. */
  readonly reference: string;
  /** `engine`: it was there. */
  readonly from: ImageSource['from'];
}

/**
 * Makes sure that the engine has the image of an identity: finds the one that was made here, pulls
 * the published one by its recorded digest, or builds it. Processes that need it at the same time
 * make it once.
 *
 * A registry that cannot be reached or refuses is reported and the image is built; one that sends
 * something else than was recorded is an error.
 *
 * Another installation on the same engine (a second user, a CI job with a fresh home) makes its own
 * image beside it: whoever may use the engine can give any name and label to any image.
 *
 * @throws StatixError STATIX_ENGINE_UNSUITABLE, STATIX_IMAGE_CHANGED if the definition is no longer what was identified,
 *   STATIX_IMAGE_DOCUMENT_FORGED, STATIX_IMAGE_STAGE_FAILED and what else a build can throw, STATIX_REGISTRY_DIGEST_MISMATCH,
 *   STATIX_IMAGE_MISMATCH
 */
export async function ensureImage(
  engine: Engine,
  request: EnsureImageRequest,
): Promise<EnsuredImage> {
  const { workspaceRoot, signal, report, env = process.env } = request;
  const { definition, identity } = await observeIdentity(workspaceRoot, request.identity);
  const facts = await engine.facts();
  requireSuitableEngine(facts);
  const { id: engineId } = facts;
  const known = async (
    image: Pick<ImageFacts, 'id' | 'tags'>,
    from: ImageSource['from'],
  ): Promise<EnsuredImage> => {
    const reference = await keepName(engine, identity, image, env);
    const use = { engineId, identity: identity.identity, imageId: image.id, reference };
    await recordImageUse(join(workspaceRoot, identity.definition), use, env);
    return { imageId: image.id, reference, from };
  };
  const rebuild = isRebuild(identity, request);
  // Mostly it is there, and then nobody has to wait for anybody.
  const found = await findOwnImage(engine, engineId, identity, env);
  if (found !== undefined && !rebuild) return known(found, 'engine');

  const onWait = (): void => {
    report(`Waiting for the image ${identity.reference}: another process is making it`);
  };
  return withLock(
    `image-${identity.identity}`,
    async (lost) => {
      const own = await findOwnImage(engine, engineId, identity, env);
      if (own !== undefined && !rebuild) return known(own, 'engine');
      const stop = signal === undefined ? lost : AbortSignal.any([signal, lost]);
      const reference = await freeName(engine, identity, own?.id, env);
      const made = await makeImage(
        engine,
        definition,
        { ...request, identity: { ...identity, reference }, signal: stop },
        rebuild,
      );
      await recordImage(engineId, identity.identity, made.image.id, env);
      if (reference !== identity.reference && made.image.tags.includes(identity.reference)) {
        // The same image, as from a build of which every step was cached: one name is enough.
        await engine.removeImage(reference);
      }
      return known(made.image, made.from);
    },
    { signal, onWait, env },
  );
}

/**
 * What `ensureImage` would do; nothing is changed.
 *
 * @throws StatixError of `observeIdentity`
 */
export async function planImage(engine: Engine, request: EnsureImageRequest): Promise<ImageSource> {
  const { workspaceRoot, env = process.env } = request;
  const { identity } = await observeIdentity(workspaceRoot, request.identity);
  const { id: engineId } = await engine.facts();
  const own = await findOwnImage(engine, engineId, identity, env);
  const rebuild = isRebuild(identity, request);
  if (own !== undefined && !rebuild) return { from: 'engine', imageId: own.id };
  const reference = rebuild ? undefined : await publishedReference(workspaceRoot, identity);
  return reference === undefined ? { from: 'recipe' } : { from: 'registry', reference };
}

/** Built although it may be there; a finished image never is. */
function isRebuild(
  identity: ImageIdentity,
  { noCache = false, inlineCache = false }: EnsureImageRequest,
): boolean {
  return (noCache || inlineCache) && identity.referenced === undefined;
}

async function makeImage(
  engine: Engine,
  definition: ImageDefinition,
  request: EnsureImageRequest,
  rebuild: boolean,
): Promise<{ image: ImageFacts; from: ImageSource['from'] }> {
  const { identity, signal, report, progress, env = process.env } = request;
  const { noCache = false, inlineCache = false } = request;
  const context = { signal, report, progress, env };
  const reference = rebuild ? undefined : await publishedReference(request.workspaceRoot, identity);
  if ('reference' in definition) {
    const image = await pullRecorded(engine, identity, definition.reference, context);
    return { image, from: 'registry' };
  }
  if (reference !== undefined) {
    try {
      const image = await pullRecorded(engine, identity, reference, context);
      return { image, from: 'registry' };
    } catch (error) {
      reportUnavailable(error, request, 'It is built instead.');
    }
  }
  const caches = noCache ? [] : await pullCaches(engine, request, context);
  try {
    const cacheFrom = caches.map((cache) => cache.reference);
    const options = { ...context, noCache, inlineCache, cacheFrom };
    warnOfEmulation(await engine.facts(), report);
    const image = await buildRecipe(engine, definition, identity, options);
    return { image, from: 'recipe' };
  } finally {
    // The layers that were taken over belong to the new image as well and stay.
    for (const cache of caches) if (!cache.wasThere) await engine.removeImage(cache.reference);
  }
}

/** The digest under which the image can be had from a registry. */
async function publishedReference(
  workspaceRoot: string,
  identity: ImageIdentity,
): Promise<string | undefined> {
  if (identity.referenced !== undefined) return identity.referenced.reference;
  const path = publishedImagesPath(workspaceRoot, identity.definition);
  const { images } = await readPublishedImages(path);
  return images.find((image) => image.identity === identity.identity)?.reference;
}

/**
 * Makes the images whose layers a build may take over known to the engine. BuildKit could ask the
 * registry itself and would fetch less, but asks through the client for a name and password without
 * saying in dockerode which registry wants them, and Docker Hub would be told those of another.
 */
async function pullCaches(
  engine: Engine,
  request: EnsureImageRequest,
  context: PullContext,
): Promise<{ reference: string; wasThere: boolean }[]> {
  const { workspaceRoot, identity, cacheFrom = [] } = request;
  const available: { reference: string; wasThere: boolean }[] = [];
  const facts = await engine.facts();
  if (cacheFrom.length > 0 && facts.builder !== 'buildkit') {
    context.report(`${facts.name} takes no layers over: cacheFrom changes nothing.`);
    return available;
  }
  for (const wanted of cacheFrom) {
    const reference = wanted === 'published' ? await newest(workspaceRoot, identity) : wanted;
    if (reference === undefined) {
      context.report('Nothing is published yet whose layers could be taken over.');
      continue;
    }
    try {
      const wasThere = (await engine.findImage(reference)) !== undefined;
      if (!wasThere) await pullByDigest(engine, reference, context);
      available.push({ reference, wasThere });
    } catch (error) {
      reportUnavailable(error, request, 'The build goes on without its layers.');
    }
  }
  return available;
}

async function newest(
  workspaceRoot: string,
  { definition }: ImageIdentity,
): Promise<string | undefined> {
  const published = await readPublishedImages(publishedImagesPath(workspaceRoot, definition));
  return published.images.at(-1)?.reference;
}

function reportUnavailable(
  error: unknown,
  { report, commands }: Pick<EnsureImageRequest, 'report' | 'commands'>,
  then: string,
): void {
  if (!isStatixError(error) || !UNAVAILABLE_CODES.includes(error.code)) throw error;
  report(`${renderError(error, { commands: commands?.() })}\n${then}`);
}

import { join } from 'node:path';
import { isStatixError, renderError, StatixError, type ImageIdentity } from '@statix/contract';
import type { Engine } from '@statix/engine';
import { UNAVAILABLE_CODES } from '@statix/engine';
import { withLock } from '@statix/engine';
import { buildRecipe } from '../build/build-recipe.js';
import { imageChanged } from '../build/build-context.js';
import { readImageDefinition, type ImageDefinition } from '../definition/image-definition.js';
import { identifyImage } from '../definition/identify-image.js';
import { recordedImage, recordImage } from '../records/image-records.js';
import { recordImageUse } from '../records/image-uses.js';
import { publishedImagesPath, readPublishedImages } from './published-images.js';
import { pullByDigest, pullRecorded, type PullContext } from './pull-recorded.js';

export interface EnsureImageRequest {
  workspaceRoot: string;
  /** Which image; written by `identify`. */
  identity: ImageIdentity;
  signal?: AbortSignal | undefined;
  /** Gets lines for a person. */
  report: (line: string) => void;
  /** Gets what is going on just now, to be shown in place of the last one; undefined: nothing. */
  progress?: ((line: string | undefined) => void) | undefined;
  /** Builds anew, also what is there, and takes nothing from the engine's cache. */
  noCache?: boolean | undefined;
  /** Writes into the image what a build elsewhere needs to take over its layers; builds it anew. */
  inlineCache?: boolean | undefined;
  /** Images by digest whose layers a build may take over; `published` is the newest published one. */
  cacheFrom?: readonly string[] | undefined;
  env?: NodeJS.ProcessEnv | undefined;
}

/** How an image comes to be on the engine. */
export type ImageSource =
  | { readonly from: 'engine'; readonly imageId: string }
  | { readonly from: 'registry'; readonly reference: string }
  | { readonly from: 'recipe' };

export interface EnsuredImage {
  /** To be used rather than its name. */
  readonly imageId: string;
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
 * @throws StatixError STATIX_IMAGE_CHANGED if the definition is no longer what was identified,
 *   STATIX_IMAGE_FOREIGN if an image has the name and was not made here,
 *   STATIX_IMAGE_STAGE_FAILED and what else a build can throw, STATIX_REGISTRY_DIGEST_MISMATCH,
 *   STATIX_IMAGE_MISMATCH
 */
export async function ensureImage(
  engine: Engine,
  request: EnsureImageRequest,
): Promise<EnsuredImage> {
  const { identity, signal, report, env = process.env } = request;
  const definition = await requireUnchanged(request);
  const { id: engineId } = await engine.facts();
  const known = async (imageId: string, from: ImageSource['from']): Promise<EnsuredImage> => {
    const { identity: hash, reference } = identity;
    const use = { engineId, identity: hash, imageId, reference };
    await recordImageUse(join(request.workspaceRoot, identity.definition), use, env);
    return { imageId, from };
  };
  const anew = isAnew(request);
  // Mostly it is there, and then nobody has to wait for anybody.
  const found = await findOwnImage(engine, engineId, identity, env);
  if (found.imageId !== undefined && !anew) return known(found.imageId, 'engine');

  const onWait = (): void => {
    report(`Waiting for the image ${identity.reference}: another process is making it`);
  };
  return withLock(
    `image-${identity.identity}`,
    async (lost) => {
      const { imageId, foreign } = await findOwnImage(engine, engineId, identity, env);
      if (imageId !== undefined && !anew) return known(imageId, 'engine');
      // Only now: a process that has just built it records it before it releases the lock.
      if (foreign) throw imageForeign(identity.reference);
      const stop = signal === undefined ? lost : AbortSignal.any([signal, lost]);
      const made = await makeImage(engine, definition, { ...request, signal: stop }, anew);
      await recordImage(engineId, identity.identity, made.imageId, env);
      return known(made.imageId, made.from);
    },
    { signal, onWait, env },
  );
}

/**
 * What `ensureImage` would do; nothing is changed.
 *
 * @throws StatixError STATIX_IMAGE_CHANGED, STATIX_IMAGE_FOREIGN
 */
export async function planImage(engine: Engine, request: EnsureImageRequest): Promise<ImageSource> {
  const { identity, env = process.env } = request;
  await requireUnchanged(request);
  const { id: engineId } = await engine.facts();
  const { imageId, foreign } = await findOwnImage(engine, engineId, identity, env);
  if (foreign) throw imageForeign(identity.reference);
  const anew = isAnew(request);
  if (imageId !== undefined && !anew) return { from: 'engine', imageId };
  const reference = anew ? undefined : await publishedReference(request);
  return reference === undefined ? { from: 'recipe' } : { from: 'registry', reference };
}

/** Built although it may be there; a finished image never is. */
function isAnew({ identity, noCache = false, inlineCache = false }: EnsureImageRequest): boolean {
  return (noCache || inlineCache) && identity.referenced === undefined;
}

async function requireUnchanged({
  workspaceRoot,
  identity,
}: EnsureImageRequest): Promise<ImageDefinition> {
  const definition = await readImageDefinition(workspaceRoot, identity.definition);
  const present = identifyImage(definition);
  if (present.identity !== identity.identity) throw imageChanged(identity.definition);
  return definition;
}

async function makeImage(
  engine: Engine,
  definition: ImageDefinition,
  request: EnsureImageRequest,
  anew: boolean,
): Promise<EnsuredImage> {
  const { identity, signal, report, progress, env = process.env } = request;
  const { noCache = false, inlineCache = false } = request;
  const context = { signal, report, progress, env };
  const reference = anew ? undefined : await publishedReference(request);
  if ('reference' in definition) {
    const image = await pullRecorded(engine, identity, definition.reference, context);
    return { imageId: image.id, from: 'registry' };
  }
  if (reference !== undefined) {
    try {
      const image = await pullRecorded(engine, identity, reference, context);
      return { imageId: image.id, from: 'registry' };
    } catch (error) {
      reportUnavailable(error, report, 'It is built instead.');
    }
  }
  const caches = noCache ? [] : await pullCaches(engine, request, context);
  try {
    const cacheFrom = caches.map((cache) => cache.reference);
    const options = { ...context, noCache, inlineCache, cacheFrom };
    const image = await buildRecipe(engine, definition, identity, options);
    return { imageId: image.id, from: 'recipe' };
  } finally {
    // The layers that were taken over belong to the new image as well and stay.
    for (const cache of caches) if (!cache.wasThere) await engine.removeImage(cache.reference);
  }
}

/** The digest under which the image can be had from a registry. */
async function publishedReference({
  workspaceRoot,
  identity,
}: EnsureImageRequest): Promise<string | undefined> {
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
  { workspaceRoot, identity, cacheFrom = [] }: EnsureImageRequest,
  context: PullContext,
): Promise<{ reference: string; wasThere: boolean }[]> {
  const available: { reference: string; wasThere: boolean }[] = [];
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
      reportUnavailable(error, context.report, 'The build goes on without its layers.');
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

function reportUnavailable(error: unknown, report: (line: string) => void, then: string): void {
  if (!isStatixError(error) || !UNAVAILABLE_CODES.includes(error.code)) throw error;
  report(`${renderError(error)}\n${then}`);
}

async function findOwnImage(
  engine: Engine,
  engineId: string,
  { identity, reference }: ImageIdentity,
  env: NodeJS.ProcessEnv,
): Promise<{ imageId: string | undefined; foreign: boolean }> {
  const image = await engine.findImage(reference);
  if (image === undefined) return { imageId: undefined, foreign: false };
  const own = (await recordedImage(engineId, identity, env)) === image.id;
  return own ? { imageId: image.id, foreign: false } : { imageId: undefined, foreign: true };
}

function imageForeign(reference: string): StatixError {
  return new StatixError({
    code: 'STATIX_IMAGE_FOREIGN',
    what: `The image ${reference} was not made here`,
    why:
      'It has the name of the image that is needed, but this user’s Statix has no record of having ' +
      'built, pulled or loaded it. Anybody who may use the engine can give an image any name.',
    remedies: [
      {
        text: 'Remove the image and run again; it is then pulled or built:',
        snippet: `docker image rm ${reference}`,
      },
    ],
  });
}

import { StatixError, type ImageIdentity } from '@statix/contract';
import type { Engine } from '../engine.js';
import { withLock } from '../state/with-lock.js';
import { buildRecipe } from './build-recipe.js';
import { imageChanged } from './build-context.js';
import { readImageDefinition } from './image-definition.js';
import { identifyImage } from './identify-image.js';
import { recordedImage, recordImage } from './image-records.js';

export interface EnsureImageRequest {
  workspaceRoot: string;
  /** Which image; written by `identify`. */
  identity: ImageIdentity;
  signal?: AbortSignal | undefined;
  /** Gets lines for a person. */
  report: (line: string) => void;
  env?: NodeJS.ProcessEnv | undefined;
}

/**
 * Makes sure that the engine has the image of an identity: finds the one that was made here, or
 * builds it. Processes that need it at the same time build it once.
 *
 * @returns the image's id, to be used rather than its name, and whether it was built just now
 * @throws StatixError STATIX_IMAGE_CHANGED if the definition is no longer what was identified,
 *   STATIX_IMAGE_FOREIGN if an image has the name and was not made here,
 *   STATIX_IMAGE_STAGE_FAILED and what else a build can throw
 */
export async function ensureImage(
  engine: Engine,
  { workspaceRoot, identity, signal, report, env = process.env }: EnsureImageRequest,
): Promise<{ imageId: string; built: boolean }> {
  const definition = await readImageDefinition(workspaceRoot, identity.definition);
  const present = await identifyImage(definition);
  if (present.identity !== identity.identity) throw imageChanged(identity.definition);

  const { id: engineId } = await engine.facts();
  const find = () => findOwnImage(engine, engineId, identity, env);
  // Mostly it is there, and then nobody has to wait for anybody.
  const found = await find();
  if (found.imageId !== undefined) return { imageId: found.imageId, built: false };

  const onWait = (): void => {
    report(`Waiting for the image ${identity.reference}: another process is building it`);
  };
  return withLock(
    `image-${identity.identity}`,
    async (lost) => {
      const { imageId, foreign } = await find();
      if (imageId !== undefined) return { imageId, built: false };
      // Only now: a process that has just built it records it before it releases the lock.
      if (foreign) throw imageForeign(identity.reference);
      const stop = signal === undefined ? lost : AbortSignal.any([signal, lost]);
      const built = await buildRecipe(engine, definition, identity, { signal: stop, report, env });
      await recordImage(engineId, identity.identity, built.id, env);
      return { imageId: built.id, built: true };
    },
    { signal, onWait, env },
  );
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
        text: 'Remove the image and run again; it is then built:',
        snippet: `docker image rm ${reference}`,
      },
    ],
  });
}

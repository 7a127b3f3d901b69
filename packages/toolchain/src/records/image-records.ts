import * as z from 'zod';
import { stateDocument } from '@statix/engine';

const recordsSchema = z.strictObject({
  schemaVersion: z.literal(1),
  kind: z.literal('statix.local-images'),
  /** Image ids by engine id and identity. */
  engines: z.record(z.string(), z.record(z.string(), z.string())),
});

const records = stateDocument(
  'images.json',
  recordsSchema,
  { schemaVersion: 1, kind: 'statix.local-images', engines: {} },
  'images are then built again',
);

/**
 * The id of the image that was built, pulled or loaded here for an identity, on that engine. A name
 * proves nothing: anybody who may use the engine can give it to any image.
 */
export async function recordedImage(
  engineId: string,
  identity: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  return (await records.read(env)).engines[engineId]?.[identity];
}

/** Records that an image was built, pulled by a recorded digest or loaded here. */
export function recordImage(
  engineId: string,
  identity: string,
  imageId: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  return records.change(env, (document) => ({
    ...document,
    engines: {
      ...document.engines,
      [engineId]: { ...document.engines[engineId], [identity]: imageId },
    },
  }));
}

/** Forgets an image that is gone; another one recorded for the same identity stays. */
export function forgetImage(
  engineId: string,
  identity: string,
  imageId: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  return records.change(env, (document) => {
    const { [identity]: recorded, ...left } = document.engines[engineId] ?? {};
    if (recorded !== imageId) return document;
    return { ...document, engines: { ...document.engines, [engineId]: left } };
  });
}

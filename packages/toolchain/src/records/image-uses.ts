import * as z from 'zod';
import { stateDocument } from '@statix/engine';

const useSchema = z.strictObject({
  engineId: z.string(),
  identity: z.string(),
  imageId: z.string(),
  /** Local name that it was given. */
  reference: z.string(),
});

/** An image that a definition was given on an engine. */
export type ImageUse = z.infer<typeof useSchema>;

const usesSchema = z.strictObject({
  schemaVersion: z.literal(1),
  kind: z.literal('statix.image-uses'),
  /** By absolute path of the definition. */
  definitions: z.record(z.string(), z.array(useSchema)),
});

type Definitions = z.infer<typeof usesSchema>['definitions'];

const uses = stateDocument(
  'image-uses.json',
  usesSchema,
  { schemaVersion: 1, kind: 'statix.image-uses', definitions: {} },
  'older images are then yours to remove',
);

/** All images that definitions on this machine were ever given, until they are removed. */
export async function readImageUses(
  env: NodeJS.ProcessEnv = process.env,
): Promise<ReadonlyMap<string, readonly ImageUse[]>> {
  return new Map(Object.entries((await uses.read(env)).definitions));
}

/** Remembers that a definition uses an image, so that `image-prune` knows whose it is. */
export async function recordImageUse(
  definition: string,
  use: ImageUse,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  // Mostly it is known, and then nothing is locked or written.
  if (includes((await uses.read(env)).definitions[definition], use)) return;
  await change(env, (definitions) => {
    const known = definitions[definition] ?? [];
    return includes(known, use) ? definitions : { ...definitions, [definition]: [...known, use] };
  });
}

/** Forgets an image that is gone. */
export function forgetImageUses(
  engineId: string,
  imageId: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  return change(env, (definitions) =>
    Object.fromEntries(
      Object.entries(definitions)
        .map(([definition, used]) => {
          const left = used.filter((use) => use.engineId !== engineId || use.imageId !== imageId);
          return [definition, left] as const;
        })
        .filter(([, used]) => used.length > 0),
    ),
  );
}

function change(
  env: NodeJS.ProcessEnv,
  edit: (definitions: Definitions) => Definitions,
): Promise<void> {
  return uses.change(env, (document) => {
    const definitions = edit(document.definitions);
    return definitions === document.definitions ? document : { ...document, definitions };
  });
}

function includes(used: readonly ImageUse[] | undefined, use: ImageUse): boolean {
  return (
    used?.some(
      (known) =>
        known.engineId === use.engineId &&
        known.imageId === use.imageId &&
        known.identity === use.identity,
    ) === true
  );
}

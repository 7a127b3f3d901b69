import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, parseDocument, writeFileDurably } from '@statix/contract';
import { z } from 'zod';
import { errorCode } from '../state/error-code.js';
import { makeStateFolder } from '../state/make-state-folder.js';
import { stateDirectory } from '../state/state-directory.js';
import { withLock } from '../state/with-lock.js';

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

type Uses = z.infer<typeof usesSchema>;

const NONE: Uses = { schemaVersion: 1, kind: 'statix.image-uses', definitions: {} };

/** All images that definitions on this machine were ever given, until they are removed. */
export async function readImageUses(
  env: NodeJS.ProcessEnv = process.env,
): Promise<ReadonlyMap<string, readonly ImageUse[]>> {
  return new Map(Object.entries((await readUses(env)).definitions));
}

/** Remembers that a definition uses an image, so that `image-prune` knows whose it is. */
export async function recordImageUse(
  definition: string,
  use: ImageUse,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  // Mostly it is known, and then nothing is locked or written.
  if (includes((await readUses(env)).definitions[definition], use)) return;
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
        .map(([definition, uses]) => {
          const left = uses.filter((use) => use.engineId !== engineId || use.imageId !== imageId);
          return [definition, left] as const;
        })
        .filter(([, uses]) => uses.length > 0),
    ),
  );
}

function change(
  env: NodeJS.ProcessEnv,
  edit: (definitions: Uses['definitions']) => Uses['definitions'],
): Promise<void> {
  return withLock(
    'image-uses.json',
    async () => {
      const uses = await readUses(env);
      await makeStateFolder(env);
      const changed = { ...uses, definitions: edit(uses.definitions) };
      await writeFileDurably(usesPath(env), canonicalJson(changed));
    },
    { env },
  );
}

function includes(uses: readonly ImageUse[] | undefined, use: ImageUse): boolean {
  return (
    uses?.some(
      (known) =>
        known.engineId === use.engineId &&
        known.imageId === use.imageId &&
        known.identity === use.identity,
    ) === true
  );
}

async function readUses(env: NodeJS.ProcessEnv): Promise<Uses> {
  const path = usesPath(env);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return NONE;
    throw error;
  }
  return parseDocument(text, path, usesSchema, [
    { text: 'Remove it; older images are then yours to remove:', snippet: `rm ${path}` },
  ]);
}

function usesPath(env: NodeJS.ProcessEnv): string {
  return join(stateDirectory(env), 'image-uses.json');
}

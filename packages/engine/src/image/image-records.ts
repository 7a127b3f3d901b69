import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, parseDocument, writeFileDurably } from '@statix/contract';
import { z } from 'zod';
import { errorCode } from '../state/error-code.js';
import { makeStateFolder } from '../state/make-state-folder.js';
import { stateDirectory } from '../state/state-directory.js';
import { withLock } from '../state/with-lock.js';

const recordsSchema = z.strictObject({
  schemaVersion: z.literal(1),
  kind: z.literal('statix.local-images'),
  /** Image ids by engine id and identity. */
  engines: z.record(z.string(), z.record(z.string(), z.string())),
});

type Records = z.infer<typeof recordsSchema>;

const NONE: Records = { schemaVersion: 1, kind: 'statix.local-images', engines: {} };

/**
 * The id of the image that was built, pulled or loaded here for an identity, on that engine. A name
 * proves nothing: anybody who may use the engine can give it to any image.
 */
export async function recordedImage(
  engineId: string,
  identity: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  return (await readRecords(env)).engines[engineId]?.[identity];
}

/** Records that an image was built, pulled by a recorded digest or loaded here. */
export function recordImage(
  engineId: string,
  identity: string,
  imageId: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  return withLock(
    'images.json',
    async () => {
      const records = await readRecords(env);
      const engines = {
        ...records.engines,
        [engineId]: { ...records.engines[engineId], [identity]: imageId },
      };
      await makeStateFolder(env);
      await writeFileDurably(recordsPath(env), canonicalJson({ ...records, engines }));
    },
    { env },
  );
}

/** Forgets an image that is gone; another one recorded for the same identity stays. */
export function forgetImage(
  engineId: string,
  identity: string,
  imageId: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  return withLock(
    'images.json',
    async () => {
      const records = await readRecords(env);
      if (records.engines[engineId]?.[identity] !== imageId) return;
      const { [identity]: _gone, ...left } = records.engines[engineId];
      const engines = { ...records.engines, [engineId]: left };
      await writeFileDurably(recordsPath(env), canonicalJson({ ...records, engines }));
    },
    { env },
  );
}

async function readRecords(env: NodeJS.ProcessEnv): Promise<Records> {
  const path = recordsPath(env);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return NONE;
    throw error;
  }
  return parseDocument(text, path, recordsSchema, [
    { text: 'Remove it; images are then built again:', snippet: `rm ${path}` },
  ]);
}

function recordsPath(env: NodeJS.ProcessEnv): string {
  return join(stateDirectory(env), 'images.json');
}

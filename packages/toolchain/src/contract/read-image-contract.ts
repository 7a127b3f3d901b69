import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  imageContractSchema,
  isStatixError,
  parseDocument,
  StatixError,
  writeFileDurably,
  type ImageContract,
  type ImageIdentity,
} from '@statix/contract';
import { type Engine, makeStateFolder } from '@statix/engine';
import { imageChanged } from '../definition/observe-identity.js';
import { sha256 } from '../definition/recipe-files.js';

export const CONTRACT_PATH = '/opt/statix/contract.json';
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Reads the contract that an image holds: what is in it and how to use it. It is kept under the
 * state directory by image id, so that an engine is asked once per image.
 *
 * An image that a definition names by its digest may come with a contract file instead.
 *
 * @param imageId `sha256:…`, no name
 * @throws StatixError STATIX_IMAGE_NO_CONTRACT, STATIX_DOCUMENT_INVALID
 */
export async function readImageContract(
  engine: Engine,
  imageId: string,
  {
    env = process.env,
    signal,
    workspaceRoot,
    identity,
  }: {
    env?: NodeJS.ProcessEnv;
    signal?: AbortSignal;
    workspaceRoot?: string;
    identity?: ImageIdentity;
  } = {},
): Promise<ImageContract> {
  const file = identity?.referenced?.contract ?? null;
  if (file !== null && workspaceRoot !== undefined) return readContractFile(workspaceRoot, file);
  const folder = await makeStateFolder(env, 'contracts');
  const cachePath = join(folder, `${imageId.replace(/[^0-9a-z]/g, '-')}.json`);
  const cached = await readCached(cachePath);
  if (cached !== undefined) return cached;

  const text = await readFromImage(engine, imageId, signal);
  const contract = parseDocument(text, `${CONTRACT_PATH} in the image`, imageContractSchema, [
    'Use an image of a recipe that was made for this version of Statix.',
  ]);
  await writeFileDurably(cachePath, text);
  return contract;
}

async function readContractFile(
  workspaceRoot: string,
  { path, sha256: expected }: { path: string; sha256: string },
): Promise<ImageContract> {
  const content = await readFile(join(workspaceRoot, path));
  if (sha256(content) !== expected) throw imageChanged(path);
  return parseDocument(content.toString('utf8'), path, imageContractSchema, [
    'It has the form of /opt/statix/contract.json in the image of Statix.',
  ]);
}

async function readFromImage(
  engine: Engine,
  imageId: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  try {
    const options = { maxBytes: MOST_BYTES, signal };
    return (await engine.readFileFromImage(imageId, CONTRACT_PATH, options)).toString('utf8');
  } catch (cause) {
    if (!isStatixError(cause) || cause.code !== 'STATIX_CONTAINER_FILE_MISSING') throw cause;
    throw new StatixError({
      code: 'STATIX_IMAGE_NO_CONTRACT',
      what: `The image ${imageId} holds no ${CONTRACT_PATH}`,
      why: 'Statix assumes no path in an image: the contract says what is where.',
      remedies: ['Use an image that was built from a Statix recipe.'],
      cause,
    });
  }
}

/** A cached contract that this version does not understand is read from the image again. */
async function readCached(path: string): Promise<ImageContract | undefined> {
  try {
    return imageContractSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

import { isStatixError } from '@statix/contract';
import type { Engine } from '@statix/engine';
import { findOwnImage } from '../provision/own-image.js';
import { readImageContract } from './read-image-contract.js';

/** A statically linked program, qemu of Debian 13, is 14 MB. */
const LARGEST_TOOL = 64 * 1024 * 1024;

/**
 * A tool of the image of an identity, by that image's contract, where this installation has built, pulled or loaded
 * that image on the engine. An image that is not there is not made for it.
 *
 * @param identity may come from a document of a cache: only records lead from it to an image
 * @returns the tool's program, or why there is none
 * @throws StatixError of the engine
 */
export async function readRecordedTool(
  engine: Engine,
  identity: { readonly identity: string },
  name: string,
  { env = process.env, signal }: { env?: NodeJS.ProcessEnv; signal?: AbortSignal } = {},
): Promise<Buffer | { readonly why: string }> {
  const { id: engineId } = await engine.facts();
  const image = await findOwnImage(engine, engineId, identity, env);
  if (image === undefined) {
    return { why: 'this engine has not the image that it was built in' };
  }
  const none = { why: `the image that it was built in has no ${name}` };
  try {
    const contract = await readImageContract(engine, image.id, { env, ...(signal && { signal }) });
    const path = contract.tools.find((tool) => tool.name === name)?.path;
    if (path === undefined) return none;
    return await engine.readFileFromImage(image.id, path, { maxBytes: LARGEST_TOOL, signal });
  } catch (error) {
    const codes = ['STATIX_IMAGE_NO_CONTRACT', 'STATIX_CONTAINER_FILE_MISSING'];
    if (isStatixError(error) && codes.includes(error.code)) return none;
    throw error;
  }
}

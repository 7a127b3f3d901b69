import { join } from 'node:path';
import { canonicalJson, writeFileDurably, type ImageIdentity } from '@statix/contract';
import { identifyImage, imageChanged, readImageDefinition } from '@statix/toolchain';

/**
 * Hashes the image's definition and writes the document; milliseconds, and no engine is asked.
 *
 * @param options.digest the identity that Nx has hashed, if it has
 * @throws StatixError STATIX_IMAGE_CHANGED if it is another one by now: Nx would keep the document
 *   under the hash of the earlier one
 */
export async function identify(
  workspaceRoot: string,
  options: {
    definition: string;
    identity: string;
    channel?: string | undefined;
    digest?: string | undefined;
  },
): Promise<ImageIdentity> {
  const definition = await readImageDefinition(workspaceRoot, options.definition, options.channel);
  const identity = identifyImage(definition);
  if (options.digest !== undefined && options.digest !== identity.identity) {
    throw imageChanged(options.definition);
  }
  await writeFileDurably(join(workspaceRoot, options.identity), canonicalJson(identity));
  return identity;
}

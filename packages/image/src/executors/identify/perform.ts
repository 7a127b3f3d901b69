import { join } from 'node:path';
import { canonicalJson, writeFileDurably, type ImageIdentity } from '@statix/contract';
import { identifyImage, readImageDefinition } from '@statix/toolchain';

/** Hashes the image's definition and writes the document; milliseconds, and no engine is asked. */
export async function identify(
  workspaceRoot: string,
  options: { definition: string; identity: string },
): Promise<ImageIdentity> {
  const definition = await readImageDefinition(workspaceRoot, options.definition);
  const identity = identifyImage(definition);
  await writeFileDurably(join(workspaceRoot, options.identity), canonicalJson(identity));
  return identity;
}

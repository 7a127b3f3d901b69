import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ImageIdentity } from '@statix/contract';
import { lockedChannels } from '../channel/locked-channels.js';
import { CHANNELS_FOLDER } from './find-lock-file.js';
import { identifyImage } from './identify-image.js';
import { readImageDefinition } from './image-definition.js';

/**
 * All images that a definition stands for: its own, and one for each channel that has a lock beside it.
 *
 * @throws StatixError as `readImageDefinition`
 */
export async function identifyAll(
  workspaceRoot: string,
  definition: string,
): Promise<ImageIdentity[]> {
  const folder = join(workspaceRoot, dirname(definition), CHANNELS_FOLDER);
  const names = existsSync(folder) ? await readdir(folder) : [];
  const channels = [undefined, ...lockedChannels(names)];
  const definitions = channels.map((channel) =>
    readImageDefinition(workspaceRoot, definition, channel),
  );
  return (await Promise.all(definitions)).map((one) => identifyImage(one));
}

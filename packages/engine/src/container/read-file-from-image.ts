import { StatixError } from '@statix/contract';
import type { Transport } from '../connection/transport.js';
import { containerCreateRequest } from './container-create-request.js';
import type { Owner } from './owner.js';
import { randomRun } from './run-container.js';
import { stoppedContainer } from './stopped-container.js';
import { withContainer } from './with-container.js';

/** See `Engine.readFileFromImage`. The container is created and never started. */
export async function readFileFromImage(
  transport: Transport,
  owner: Owner,
  imageId: string,
  path: string,
  { maxBytes, signal }: { maxBytes: number; signal?: AbortSignal | undefined },
): Promise<Buffer> {
  const request = containerCreateRequest(
    {
      image: imageId,
      command: ['/never-started'],
      environment: {},
      purpose: 'read',
      network: 'none',
      limits: {},
    },
    owner,
    randomRun(),
  );
  return withContainer(transport, request, signal, async (id) => {
    const { content, size } = await stoppedContainer(transport, id, signal).getFile(path);
    if (size > maxBytes) {
      content.destroy();
      throw new StatixError({
        code: 'STATIX_CONTAINER_FILE_REFUSED',
        what: `${path} in the image is ${size} bytes long; at most ${maxBytes} are read`,
      });
    }
    const chunks: Buffer[] = [];
    for await (const chunk of content) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    return Buffer.concat(chunks);
  });
}

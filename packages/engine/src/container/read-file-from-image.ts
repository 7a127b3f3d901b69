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
    const { content } = await stoppedContainer(transport, id, signal).getFile(path, { maxBytes });
    const chunks: Buffer[] = [];
    for await (const chunk of content) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    return Buffer.concat(chunks);
  });
}

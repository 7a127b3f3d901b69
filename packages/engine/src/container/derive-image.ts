import * as z from 'zod';
import type { TarSource } from '../archive/tar-source.js';
import type { Transport } from '../connection/transport.js';
import { containerCreateRequest } from './container-create-request.js';
import type { Owner } from './owner.js';
import { randomRun } from './run-container.js';
import { stoppedContainer } from './stopped-container.js';
import { withContainer } from './with-container.js';
import { imageChanges } from '../image/import-image.js';

const committedSchema = z.object({ Id: z.string() });

export interface DeriveOptions {
  readonly labels: Record<string, string>;
  readonly signal?: AbortSignal | undefined;
}

/** See `Engine.deriveImage`. */
export async function deriveImage(
  transport: Transport,
  owner: Owner,
  imageId: string,
  tar: TarSource,
  { labels, signal }: DeriveOptions,
): Promise<string> {
  const request = containerCreateRequest(
    {
      image: imageId,
      command: ['/never-started'],
      environment: {},
      purpose: 'derive',
      network: 'none',
      limits: {},
    },
    owner,
    randomRun(),
  );
  return withContainer(transport, request, signal, async (id) => {
    await stoppedContainer(transport, id, signal).putArchive('/', tar);
    const { Id } = await transport.json(
      {
        doing: 'make an image of a container',
        method: 'POST',
        path: '/commit',
        // Nothing runs in it that would have to be paused.
        query: { container: id, pause: '0', changes: imageChanges(undefined, labels) },
        signal,
        deadlineMilliseconds: Infinity,
      },
      committedSchema,
    );
    return Id;
  });
}

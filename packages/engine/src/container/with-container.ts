import * as z from 'zod';
import type { Transport } from '../connection/transport.js';
import type { ContainerCreateRequest } from './container-create-request.js';
import { removeContainer } from './remove-container.js';

/** After an abort there are 3 s for everything. */
const REMOVE_AFTER_ABORT_MILLISECONDS = 2_500;

const createdSchema = z.object({ Id: z.string() });

/**
 * Creates a container, lets `use` have it, and removes it whatever happens. An abort kills and
 * removes it at once, under the hands of `use`.
 */
export async function withContainer<R>(
  transport: Transport,
  request: ContainerCreateRequest,
  signal: AbortSignal | undefined,
  use: (id: string) => Promise<R>,
): Promise<R> {
  signal?.throwIfAborted();
  let removal: Promise<void> | undefined;
  const remove = (): Promise<void> => {
    // By name: if the connection broke before the answer to "create" came, there is no id.
    removal ??= removeContainer(
      transport,
      request.name,
      signal?.aborted === true ? REMOVE_AFTER_ABORT_MILLISECONDS : undefined,
    );
    return removal;
  };
  const removeNow = (): void => {
    remove().catch(() => undefined);
  };

  let value: R;
  try {
    // Without the signal: a create request that is cut off may still make a container, later.
    const { Id } = await create(transport, request);
    signal?.addEventListener('abort', removeNow);
    signal?.throwIfAborted();
    value = await use(Id);
    signal?.throwIfAborted();
  } catch (error) {
    // What went wrong first is what to tell. If removing fails too, the next start reaps.
    await remove().catch(() => undefined);
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', removeNow);
  }
  await remove();
  return value;
}

function create(transport: Transport, { name, platform, body }: ContainerCreateRequest) {
  return transport.json(
    {
      doing: `create a container of ${body.Image}`,
      method: 'POST',
      path: '/containers/create',
      query: { name, ...(platform === undefined ? {} : { platform }) },
      body,
    },
    createdSchema,
  );
}

import * as z from 'zod';
import { isRefusal } from '../connection/engine-refusal.js';
import type { Transport } from '../connection/transport.js';
import type { ImageFacts } from './image-facts.js';
import { parseImageReference } from '@statix/contract';

const imageSchema = z.object({
  Id: z.string(),
  RepoTags: z.array(z.string()).nullish(),
  RepoDigests: z.array(z.string()).nullish(),
  Size: z.number().nullish(),
  RootFS: z.object({ Layers: z.array(z.string()).nullish() }).nullish(),
  Config: z
    .object({
      Labels: z.record(z.string(), z.string()).nullish(),
      Volumes: z.record(z.string(), z.unknown()).nullish(),
    })
    .nullish(),
});

/** See `Engine.findImage`. */
export async function findImage(
  transport: Transport,
  reference: string,
): Promise<ImageFacts | undefined> {
  try {
    const image = await transport.json(
      {
        doing: `inspect the image ${reference}`,
        method: 'GET',
        path: `/images/${encodeURI(reference)}/json`,
      },
      imageSchema,
    );
    return {
      id: image.Id,
      tags: image.RepoTags ?? [],
      digests: image.RepoDigests ?? [],
      labels: image.Config?.Labels ?? {},
      sizeBytes: image.Size ?? 0,
      layers: image.RootFS?.Layers ?? [],
      volumes: Object.keys(image.Config?.Volumes ?? {}),
    };
  } catch (error) {
    if (isRefusal(error, 404)) return undefined;
    throw error;
  }
}

/** See `Engine.tagImage`. */
export async function tagImage(transport: Transport, id: string, reference: string): Promise<void> {
  const { repository, tag } = parseImageReference(reference);
  await transport.done({
    doing: `name an image ${reference}`,
    method: 'POST',
    path: `/images/${encodeURI(id)}/tag`,
    query: { repo: repository, tag },
  });
}

/** See `Engine.removeImage`. Without force: an image that a container uses stays (status 409). */
export async function removeImage(transport: Transport, idOrReference: string): Promise<void> {
  try {
    await transport.done({
      doing: `remove the image ${idOrReference}`,
      method: 'DELETE',
      path: `/images/${encodeURI(idOrReference)}`,
    });
  } catch (error) {
    if (!isRefusal(error, 404)) throw error;
  }
}

import * as z from 'zod';
import { EngineRefusal } from '../connection/engine-refusal.js';
import type { Transport } from '../connection/transport.js';
import type { RegistryTransfer } from './registry-transfer.js';
import { parseImageReference } from '@statix/contract';
import { findImage } from '../image/image-store.js';
import { registryFailure } from './registry-failure.js';
import { transferLines } from '../connection/transfer-lines.js';
import { TransferProgress } from '../connection/transfer-progress.js';

const auxSchema = z.object({ Digest: z.string().regex(/^sha256:[0-9a-f]{64}$/) });

/** See `Engine.pushImage`. */
export async function pushImage(
  transport: Transport,
  reference: string,
  { credentials, signal, onProgress }: RegistryTransfer,
): Promise<string> {
  const { repository, tag } = parseImageReference(reference);
  const doing = `push ${reference}`;
  let digest: string | undefined;
  try {
    const response = await transport.open({
      doing,
      method: 'POST',
      path: `/images/${encodeURI(repository)}/push`,
      query: { tag },
      // The header has to be there even if it says nothing (Engine API, ImagePush).
      registryAuth: credentials.auth ?? {},
      signal,
    });
    const progress = new TransferProgress();
    try {
      for await (const line of transferLines(response.chunks, doing)) {
        digest = auxSchema.safeParse(line.aux).data?.Digest ?? digest;
        onProgress?.(progress.accept(line));
      }
    } finally {
      response.destroy();
    }
  } catch (error) {
    throw registryFailure(error, doing, credentials);
  }
  if (digest === undefined) {
    throw new EngineRefusal(200, doing, 'It reported neither an error nor a digest.');
  }
  // The digest is worth recording only if the engine knows this very image by it.
  const [named, pushed] = await Promise.all([
    findImage(transport, reference),
    findImage(transport, `${repository}@${digest}`),
  ]);
  if (named === undefined || named.id !== pushed?.id) {
    throw new EngineRefusal(
      200,
      doing,
      `${repository}@${digest} is not the image that was pushed.`,
    );
  }
  return digest;
}

import { EngineRefusal } from '../connection/engine-refusal.js';
import type { Transport } from '../connection/transport.js';
import type { ImageFacts } from '../image/image-facts.js';
import type { RegistryTransfer } from './registry-transfer.js';
import { parseDigestReference } from '@statix/contract';
import { findImage } from '../image/image-store.js';
import { registryFailure } from './registry-failure.js';
import { transferLines } from '../connection/transfer-lines.js';
import { TransferProgress } from '../connection/transfer-progress.js';

/** See `Engine.pullImage`. The engine itself checks manifest and layers against the digest. */
export async function pullImage(
  transport: Transport,
  reference: string,
  { credentials, platform, signal, onProgress }: RegistryTransfer & { platform?: string },
): Promise<ImageFacts> {
  const { repository, digest } = parseDigestReference(reference);
  const doing = `pull ${reference}`;
  try {
    const response = await transport.open({
      doing,
      method: 'POST',
      path: '/images/create',
      query: {
        fromImage: repository,
        tag: digest,
        ...(platform === undefined ? {} : { platform }),
      },
      registryAuth: credentials.auth,
      signal,
    });
    const progress = new TransferProgress();
    try {
      for await (const line of transferLines(response.chunks, doing)) {
        onProgress?.(progress.accept(line));
      }
    } finally {
      response.destroy();
    }
  } catch (error) {
    throw registryFailure(error, doing, credentials);
  }
  const image = await findImage(transport, reference);
  if (image === undefined) {
    throw new EngineRefusal(200, doing, `It reported no error, and there is no ${reference}.`);
  }
  return image;
}

import { asUpload } from '../archive/as-upload.js';
import type { OpenResponse, Transport } from '../connection/transport.js';
import type { TarSource } from '../archive/tar-source.js';
import { transferLines } from '../connection/transfer-lines.js';

/** See `Engine.saveImage`. */
export function saveImage(
  transport: Transport,
  reference: string,
  signal: AbortSignal | undefined,
): Promise<OpenResponse> {
  return transport.open({
    doing: `save the image ${reference}`,
    method: 'GET',
    path: `/images/${encodeURI(reference)}/get`,
    signal,
  });
}

/** See `Engine.loadImage`. */
export async function loadImage(
  transport: Transport,
  tar: TarSource,
  signal: AbortSignal | undefined,
): Promise<void> {
  const doing = 'load an image from an archive';
  const upload = asUpload(tar);
  const response = await transport.open({
    doing,
    method: 'POST',
    path: '/images/load',
    query: { quiet: '1' },
    upload,
    signal,
  });
  try {
    // It says nothing else that counts, and an error only here.
    for await (const _line of transferLines(response.chunks, doing));
  } finally {
    response.destroy();
    upload.destroy();
  }
}

import { asUpload } from '../archive/as-upload.js';
import { readJsonLines } from '../connection/json-lines.js';
import { EngineRefusal } from '../connection/engine-refusal.js';
import type { OpenResponse, Transport } from '../connection/transport.js';
import type { TarSource } from '../archive/tar-source.js';
import { errorOfLine, parseTransferLine } from '../connection/transfer-progress.js';

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
    for await (const { value } of readJsonLines(response.chunks)) {
      const line = parseTransferLine(value);
      const error = line === undefined ? undefined : errorOfLine(line);
      if (error !== undefined) throw new EngineRefusal(200, doing, error);
    }
  } finally {
    response.destroy();
    upload.destroy();
  }
}

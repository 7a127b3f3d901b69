import { parseImageReference, StatixError } from '@statix/contract';
import * as z from 'zod';
import { asUpload } from '../archive/as-upload.js';
import { readJsonLines } from '../connection/json-lines.js';
import type { TarSource } from '../archive/tar-source.js';
import { EngineRefusal } from '../connection/engine-refusal.js';
import type { Transport } from '../connection/transport.js';
import type { ImportOptions } from './image-facts.js';
import { findImage } from './image-store.js';

const progressSchema = z.object({
  status: z.string().optional(),
  id: z.string().optional(),
  error: z.string().optional(),
});

/** See `Engine.importImage`. */
export async function importImage(
  transport: Transport,
  tar: TarSource,
  { reference, command, labels = {}, signal }: ImportOptions,
): Promise<string> {
  const doing = 'import an image';
  const upload = asUpload(tar);
  const name = reference === undefined ? undefined : parseImageReference(reference);
  const response = await transport.open({
    doing,
    method: 'POST',
    path: '/images/create',
    query: {
      fromSrc: '-',
      ...(name === undefined ? {} : { repo: name.repository, tag: name.tag }),
      changes: imageChanges(command, labels),
    },
    upload,
    signal,
  });
  let last: string | undefined;
  try {
    for await (const { value } of readJsonLines(response.chunks)) {
      const { status, id, error } = progressSchema.safeParse(value).data ?? {};
      if (error !== undefined) throw new EngineRefusal(200, doing, error);
      last = status ?? id ?? last;
    }
  } finally {
    response.destroy();
    upload.destroy();
  }
  const image = await findImage(transport, reference ?? last ?? 'nothing');
  if (image === undefined) throw new EngineRefusal(200, doing, 'It named no image at the end.');
  return image.id;
}

/** Dockerfile lines that set an imported image's command and labels. */
export function imageChanges(
  command: string[] | undefined,
  labels: Record<string, string>,
): string[] {
  return [
    ...(command === undefined ? [] : [`CMD ${JSON.stringify(command)}`]),
    ...Object.entries(labels).map(([name, value]) => `LABEL ${quote(name)}=${quote(value)}`),
  ];
}

/** A word as the Dockerfile parser reads it: it expands `$` in labels and knows no `\n`. */
function quote(text: string): string {
  if (/[\u0000-\u001f]/.test(text)) {
    throw new StatixError({
      code: 'STATIX_IMAGE_LABEL_INVALID',
      what: `A label of an image cannot hold ${JSON.stringify(text)}`,
    });
  }
  return `"${text.replace(/[\\"$]/g, '\\$&')}"`;
}

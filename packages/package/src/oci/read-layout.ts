import { join } from 'node:path';
import { digestFile, parseDocument, StatixError, type Remedy } from '@statix/contract';
import type { z } from 'zod';
import { readBounded } from '../programs/take-file.js';
import { stat } from 'node:fs/promises';
import { configSchema, indexSchema, manifestSchema, type Descriptor } from './descriptor.js';

/** An image of a layout whose every byte is what its digest says. */
export interface ReadLayout {
  /** The manifest's bytes, and what names them. */
  readonly manifest: Descriptor & { readonly content: Buffer };
  readonly config: Blob;
  readonly layers: readonly Blob[];
  /** sha256 of each layer's tar, uncompressed. */
  readonly diffIds: readonly string[];
}

/** A blob on this machine. */
export interface Blob extends Descriptor {
  /** Absolute. */
  readonly path: string;
}

const MOST_JSON_BYTES = 4 * 1024 ** 2;

/**
 * Reads an image layout that package-static wrote, and hashes every blob: the folder may come from a cache that
 * others can write to.
 *
 * @param folder absolute
 * @param digest of the manifest, as the package's document has it
 * @throws StatixError STATIX_OCI_LAYOUT_INVALID, STATIX_PACKAGE_FILE_REFUSED, STATIX_DOCUMENT_INVALID
 */
export async function readLayout(
  folder: string,
  digest: string,
  remedies: readonly Remedy[],
): Promise<ReadLayout> {
  const read = async <Schema extends z.ZodType>(
    name: string,
    schema: Schema,
  ): Promise<{ content: Buffer; value: z.output<Schema> }> => {
    const path = join(folder, name);
    const content = await readBounded(path, MOST_JSON_BYTES);
    return { content, value: parseDocument(content.toString('utf8'), path, schema, remedies) };
  };
  const { value: index } = await read('index.json', indexSchema);
  const [named] = index.manifests;
  if (named.digest !== digest) {
    throw invalid(folder, `Its index names ${named.digest}, the package ${digest}.`, remedies);
  }
  const found = await blob(folder, named, remedies);
  const { content, value } = await read(blobName(named), manifestSchema);
  const config = await blob(folder, value.config, remedies);
  const { value: settings } = await read(blobName(value.config), configSchema);
  const layers: Blob[] = [];
  for (const layer of value.layers) layers.push(await blob(folder, layer, remedies));
  const diffIds = settings.rootfs.diff_ids;
  if (diffIds.length !== layers.length) {
    throw invalid(folder, 'Its configuration is of another number of layers.', remedies);
  }
  return { manifest: { ...found, content }, config, layers, diffIds };
}

/** Hashes a blob where it lies. */
async function blob(
  folder: string,
  { mediaType, digest, size }: Descriptor,
  remedies: readonly Remedy[],
): Promise<Blob> {
  const path = join(folder, blobName({ digest }));
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true || found.size !== size) {
    throw invalid(folder, `${digest} is not there, or not of ${size} bytes.`, remedies);
  }
  if (`sha256:${await digestFile(path)}` !== digest) {
    throw invalid(folder, `${path} is not what its name says.`, remedies);
  }
  return { mediaType, digest, size, path };
}

/** Place of a blob in the layout. */
export function blobName({ digest }: Pick<Descriptor, 'digest'>): string {
  return `blobs/${digest.replace(':', '/')}`;
}

function invalid(folder: string, why: string, remedies: readonly Remedy[]): StatixError {
  return new StatixError({
    code: 'STATIX_OCI_LAYOUT_INVALID',
    what: `${folder} is not the image that package-static wrote`,
    why,
    remedies,
  });
}

import { createHash } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, writeFileDurably } from '@statix/contract';
import { tarOf } from '../archive/tar.js';
import { treeOf, type TreeEntry } from '../archive/tree.js';
import { writeHashed } from '../archive/write-hashed.js';
import { gzip } from '../deflate/gzip.js';
import { MEDIA_TYPES, type Descriptor } from './descriptor.js';
import { imageConfig, ociArchitecture, type ImageSettings } from './image-config.js';

export interface Layer {
  /** One line for the image's history. */
  readonly made: string;
  readonly entries: readonly TreeEntry[];
}

/** An image layout that was written. */
export interface WrittenLayout {
  /** Of the manifest. */
  readonly digest: string;
  /** Files of the layout, relative to its folder, sorted. */
  readonly files: readonly string[];
}

/**
 * Writes an OCI image layout (OCI image specification 1.1, "Image Layout") of one image: blobs by their hash,
 * the index last.
 *
 * @param folder absolute, of the layout
 * @param tag what the index calls the image (`org.opencontainers.image.ref.name`)
 */
export async function writeLayout(
  folder: string,
  settings: ImageSettings,
  layers: readonly Layer[],
  tag: string,
): Promise<WrittenLayout> {
  const written: { descriptor: Descriptor; diffId: string }[] = [];
  for (const { entries } of layers) written.push(await writeLayer(folder, treeOf(entries)));
  const config = await writeJson(
    folder,
    MEDIA_TYPES.config,
    imageConfig(
      settings,
      written.map(({ diffId }) => diffId),
      layers.map(({ made }) => made),
    ),
  );
  const manifest = await writeJson(folder, MEDIA_TYPES.manifest, {
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.manifest,
    config,
    layers: written.map(({ descriptor }) => descriptor),
  });
  const index = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.index,
    manifests: [
      {
        ...manifest,
        annotations: { 'org.opencontainers.image.ref.name': tag },
        platform: { architecture: ociArchitecture(settings.triple), os: 'linux' },
      },
    ],
  };
  await writeFileDurably(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  await writeFileDurably(join(folder, 'index.json'), canonicalJson(index));
  const descriptors = [manifest, config, ...written.map(({ descriptor }) => descriptor)];
  const names = descriptors.map(({ digest }) => `blobs/${digest.replace(':', '/')}`);
  return { digest: manifest.digest, files: [...new Set(names), 'index.json', 'oci-layout'].sort() };
}

/** A blob is written under a name for the time being: its own is its hash. */
async function writeLayer(
  folder: string,
  entries: readonly TreeEntry[],
): Promise<{ descriptor: Descriptor; diffId: string }> {
  const hash = createHash('sha256');
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of tarOf(entries)) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError('expected bytes');
      hash.update(chunk);
      yield chunk;
    }
  }
  const { path, sha256, size } = await writeHashed(
    join(blobFolder(folder), 'layer'),
    gzip(hashed()),
  );
  await rename(path, join(blobFolder(folder), sha256));
  return {
    descriptor: { mediaType: MEDIA_TYPES.layer, digest: `sha256:${sha256}`, size },
    diffId: `sha256:${hash.digest('hex')}`,
  };
}

async function writeJson(folder: string, mediaType: string, value: object): Promise<Descriptor> {
  const bytes = Buffer.from(canonicalJson(value));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await writeFileDurably(join(blobFolder(folder), sha256), bytes);
  return { mediaType, digest: `sha256:${sha256}`, size: bytes.byteLength };
}

function blobFolder(folder: string): string {
  return join(folder, 'blobs', 'sha256');
}

import type { Readable } from 'node:stream';
import { tarOf } from '../archive/tar.js';
import { treeOf, type TreeEntry } from '../archive/tree.js';
import { blobName, type Blob, type ReadLayout } from './read-layout.js';

/**
 * An archive that every engine loads: blobs as in an OCI layout, named by a `manifest.json` as `docker save` has
 * written it since before OCI. Docker reads layouts only since 25, and takes the name of an image from there.
 *
 * @param reference `name:tag`
 */
export function dockerArchive({ config, layers }: ReadLayout, reference: string): Readable {
  const manifest = [
    { Config: blobName(config), RepoTags: [reference], Layers: layers.map(blobName) },
  ];
  const blobs = new Map([config, ...layers].map((blob) => [blob.digest, blob]));
  return tarOf(
    treeOf([
      file('manifest.json', Buffer.from(JSON.stringify(manifest))),
      ...[...blobs.values()].map((blob) => file(blobName(blob), blob)),
    ]),
  );
}

function file(path: string, content: Buffer | Blob): TreeEntry {
  return { kind: 'file', path, mode: 0o644, content };
}

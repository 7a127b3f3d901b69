import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import {
  imageArchiveSchema,
  readDocument,
  StatixError,
  type ImageArchive,
  type ImageIdentity,
} from '@statix/contract';
import {
  connectEngine,
  formatBytes,
  imageArchiveDamaged,
  scanImageArchive,
  withLock,
  type Engine,
  type ImageFacts,
} from '@statix/engine';
import { isLocalName, keepName, recordImage, recordImageUse } from '@statix/toolchain';
import { identify } from '../identify/perform.js';
import type { ImageContext } from '../image-options.js';
import type { LoadOptions } from './schema.js';

/**
 * Takes in an archive of the image that `image-save` wrote, and records it as the one to use. The
 * archive is checked before the engine sees it, and the engine's image after.
 *
 * @throws StatixError STATIX_IMAGE_ARCHIVE_OTHER if it is of another identity,
 *   STATIX_IMAGE_ARCHIVE_DAMAGED if it was altered or cut, STATIX_DOCUMENT_MISSING
 */
export async function load(options: LoadOptions, context: ImageContext): Promise<void> {
  const { workspaceRoot, signal, report } = context;
  const identity = await identify(workspaceRoot, options);
  const path = resolve(workspaceRoot, options.file);
  const archive = await readDocument(`${path}.json`, imageArchiveSchema, [
    'Bring the .json file that image-save wrote beside the archive.',
  ]);
  requireIdentity(archive, identity, path);
  if (options.sha256 !== undefined && options.sha256 !== archive.sha256) {
    throw imageArchiveDamaged(
      path,
      `Its sha256 is ${archive.sha256}, and should be ${options.sha256}.`,
    );
  }
  await requireUndamaged(path, archive, context);
  if (options.dryRun) {
    report(`Would load ${identity.reference}  ${formatBytes(archive.sizeBytes)}; it is undamaged`);
    return;
  }
  const engine = await connectEngine({ signal });
  await withLock(
    `image-${identity.identity}`,
    async (lost) => {
      const either = AbortSignal.any([signal, lost]);
      const image = await loadChecked(engine, path, archive, either);
      const { id: engineId } = await engine.facts();
      await recordImage(engineId, identity.identity, image.id);
      const reference = await keepName(engine, identity, image, process.env);
      await recordImageUse(join(workspaceRoot, identity.definition), {
        engineId,
        identity: identity.identity,
        imageId: image.id,
        reference,
      });
      report(`${reference}  loaded  ${image.id}`);
    },
    {
      signal,
      onWait: () => {
        report(`Waiting for the image ${identity.reference}: another process is making it`);
      },
    },
  );
}

function requireIdentity(archive: ImageArchive, identity: ImageIdentity, path: string): void {
  const sameImage = archive.identity === identity.identity;
  if (sameImage && isLocalName(archive.reference, identity.reference)) return;
  throw new StatixError({
    code: 'STATIX_IMAGE_ARCHIVE_OTHER',
    what: `${path} holds another image than this workspace needs`,
    why: `It holds ${archive.reference}; ${identity.definition} asks for ${identity.reference}.`,
    remedies: [
      'Check out the commit that the archive was made of.',
      {
        text: 'Or make the archive from this commit, where there is a network:',
        snippet: 'npx nx run statix-image:image-save',
      },
    ],
  });
}

async function requireUndamaged(
  path: string,
  archive: ImageArchive,
  { signal }: ImageContext,
): Promise<void> {
  const scanned = await scanImageArchive(createReadStream(path), path, signal);
  if (scanned.sha256 !== archive.sha256) {
    throw imageArchiveDamaged(
      path,
      `Its sha256 is ${scanned.sha256}, and should be ${archive.sha256}.`,
    );
  }
  // An archive can give any name to its images, debian:trixie too.
  const [name, ...more] = scanned.names;
  if (name !== archive.reference || more.length > 0) {
    throw imageArchiveDamaged(path, `It names ${scanned.names.join(', ') || 'nothing'}.`);
  }
}

async function loadChecked(
  engine: Engine,
  path: string,
  archive: ImageArchive,
  signal: AbortSignal,
): Promise<ImageFacts> {
  const before = await engine.findImage(archive.reference);
  await engine.loadImage(Readable.from(unchanged(path, archive), { objectMode: false }), signal);
  const image = await engine.findImage(archive.reference);
  const isNew = image !== undefined && image.id !== before?.id;
  const whole = image !== undefined && sameLayers(image, archive);
  // The archive says which name its image gets. An image of somebody else gets its name back.
  if (isNew && before !== undefined) await engine.tagImage(before.id, archive.reference);
  if (isNew && !whole) await engine.removeImage(image.id);
  if (whole) return (await engine.findImage(image.id)) ?? image;
  throw imageArchiveDamaged(
    path,
    'The engine made another image of it than the one that was saved.',
  );
}

/** The bytes that were checked, or an error before the last of them: the file may change meanwhile. */
async function* unchanged(path: string, archive: ImageArchive): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let held: Buffer | undefined;
  for await (const chunk of createReadStream(path)) {
    if (!Buffer.isBuffer(chunk)) continue;
    if (held !== undefined) yield held;
    hash.update(chunk);
    held = chunk;
  }
  if (hash.digest('hex') !== archive.sha256)
    throw imageArchiveDamaged(path, 'It changed while it was read.');
  if (held !== undefined) yield held;
}

function sameLayers(image: ImageFacts, archive: ImageArchive): boolean {
  return (
    image.layers.length === archive.layers.length &&
    image.layers.every((layer, index) => layer === archive.layers[index])
  );
}

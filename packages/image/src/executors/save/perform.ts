import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import {
  canonicalJson,
  StatixError,
  writeFileDurably,
  type ImageArchive,
  type ImageIdentity,
} from '@statix/contract';
import {
  connectEngine,
  formatBytes,
  ImageArchiveScan,
  withLock,
  type Engine,
  type ScannedImageArchive,
} from '@statix/engine';
import { ensureImage } from '@statix/toolchain';
import { identify } from '../identify/perform.js';
import type { ImageContext } from '../image-options.js';
import type { SaveOptions } from './schema.js';

/**
 * Writes the image, made first if it is not there, into an archive for a site without a network, and
 * beside it what `image-load` needs to check it. Both appear whole or not at all.
 *
 * @throws StatixError STATIX_DISK_FULL, STATIX_IMAGE_ARCHIVE_DAMAGED if the engine's archive is not
 *   whole, and those of making the image
 */
export async function save(options: SaveOptions, context: ImageContext): Promise<void> {
  const { workspaceRoot, signal, report, dotenvFolders } = context;
  const identity = await identify(workspaceRoot, options);
  const path = resolve(workspaceRoot, options.file);
  if (options.dryRun) {
    report(`Would write ${identity.reference} to ${path} and ${path}.json`);
    return;
  }
  const engine = await connectEngine({ signal, dotenvFolders });
  const { imageId, reference } = await ensureImage(engine, { ...context, identity });
  const key = createHash('sha256').update(path).digest('hex').slice(0, 24);
  await withLock(
    `save-${key}`,
    async (lost) => {
      await removeLeftovers(path);
      const either = AbortSignal.any([signal, lost]);
      const image = { ...identity, reference };
      const archive = await writeArchive(engine, image, imageId, path, {
        ...context,
        signal: either,
      });
      report(`Saved ${reference}  ${formatBytes(archive.sizeBytes)}`);
      report(`  ${path}`);
      report(`  ${path}.json  sha256 ${archive.sha256}`);
    },
    { signal },
  );
}

async function writeArchive(
  engine: Engine,
  identity: ImageIdentity,
  imageId: string,
  path: string,
  context: ImageContext,
): Promise<ImageArchive> {
  const image = await engine.findImage(imageId);
  // The old description goes first: it must never stand beside another archive.
  await rm(`${path}.json`, { force: true });
  const { sha256, sizeBytes } = await writeTar(engine, identity.reference, imageId, path, context);
  const archive: ImageArchive = {
    schemaVersion: 1,
    kind: 'statix.image-archive',
    identity: identity.identity,
    reference: identity.reference,
    sha256,
    sizeBytes,
    layers: image?.layers ?? [],
  };
  await writeFileDurably(`${path}.json`, canonicalJson(archive));
  return archive;
}

async function writeTar(
  engine: Engine,
  reference: string,
  imageId: string,
  path: string,
  { signal, progress }: ImageContext,
): Promise<ScannedImageArchive> {
  const response = await engine.saveImage(reference, signal);
  const scan = new ImageArchiveScan('What the engine sent');
  let scanned: ScannedImageArchive | undefined;
  const read = async function* () {
    let size = 0;
    for await (const chunk of response.chunks) {
      await scan.accept(chunk);
      size += chunk.byteLength;
      progress?.(`  ${formatBytes(size)}`);
      yield chunk;
    }
    // Before the file gets its name.
    scanned = await scan.finish();
    // By name, because an archive of an id names nothing; so the name has to lead there still.
    const saved = (await engine.findImage(reference))?.id;
    requireOnly(saved === imageId ? scanned.names : [], reference);
  };
  try {
    await writeFileDurably(path, Readable.from(read(), { objectMode: false }));
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    progress?.(undefined);
    scan.destroy();
    response.destroy();
  }
  if (scanned === undefined) throw new Error('the archive was not read to its end');
  return scanned;
}

function requireOnly(names: readonly string[], reference: string): void {
  if (names.length === 1 && names[0] === reference) return;
  throw new StatixError({
    code: 'STATIX_IMAGE_ARCHIVE_DAMAGED',
    what: `The engine’s archive of ${reference} names ${names.join(', ') || 'nothing'}`,
    why: 'Something else gave this name to another image, or took it away, meanwhile.',
    remedies: ['Run the command again.'],
  });
}

/** A process that was killed could not remove the file that it was writing; the lock says it is dead. */
async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path);
  const beginning = `.${basename(path)}.`;
  let names: string[];
  try {
    names = await readdir(folder);
  } catch {
    return; // It does not exist yet.
  }
  const leftovers = names.filter(
    (name) =>
      name.startsWith(beginning) && /^[0-9a-f]{12}\.tmp$/.test(name.slice(beginning.length)),
  );
  for (const name of leftovers) await rm(join(folder, name), { force: true });
}

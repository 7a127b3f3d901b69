import { createHash } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { errorMessage, StatixError } from '@statix/contract';
import { extract } from 'tar-stream';
import * as z from 'zod';

const MOST_MANIFEST_BYTES = 4 * 1024 * 1024;
const manifestSchema = z.array(z.object({ RepoTags: z.array(z.string()).nullish() }));

export interface ScannedImageArchive {
  /** Lower-case hex, of all bytes. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** The names that the archive gives to images. */
  readonly names: readonly string[];
}

/**
 * Follows an image archive as it passes: hashes it, and reads which names it gives. Docker can end an
 * archive in good order in the middle with an error message for a tail (moby,
 * postImagesGet/getImagesGet write it into the body), so that only a whole tar with a manifest counts.
 */
export class ImageArchiveScan {
  private readonly hash = createHash('sha256');
  private readonly extractor = extract();
  private readonly reading: Promise<string | undefined>;
  private size = 0;

  constructor(private readonly place: string) {
    this.reading = this.readManifest();
    // Awaited in `finish`; until then nobody listens.
    this.reading.catch(() => undefined);
  }

  /** Takes the next bytes; resolves when more can be taken. */
  async accept(chunk: Buffer): Promise<void> {
    this.hash.update(chunk);
    this.size += chunk.byteLength;
    if (this.extractor.destroyed) return;
    if (this.extractor.write(chunk)) return;
    await Promise.race([
      new Promise<void>((resolve) => this.extractor.once('drain', resolve)),
      this.reading.then(
        () => undefined,
        () => undefined,
      ),
    ]);
  }

  /** @throws StatixError STATIX_IMAGE_ARCHIVE_DAMAGED */
  async finish(): Promise<ScannedImageArchive> {
    this.extractor.end(undefined);
    let manifest: string | undefined;
    try {
      manifest = await this.reading;
    } catch (cause) {
      throw imageArchiveDamaged(
        this.place,
        `It is no whole tar archive: ${errorMessage(cause)}`,
        cause,
      );
    }
    if (manifest === undefined) throw imageArchiveDamaged(this.place, 'It holds no manifest.json.');
    const parsed = manifestSchema.safeParse(parseJson(manifest));
    if (!parsed.success)
      throw imageArchiveDamaged(this.place, 'Its manifest.json is not that of an image.');
    const names = parsed.data.flatMap(({ RepoTags }) => RepoTags ?? []);
    return { sha256: this.hash.digest('hex'), sizeBytes: this.size, names };
  }

  destroy(): void {
    this.extractor.destroy();
  }

  private async readManifest(): Promise<string | undefined> {
    let manifest: string | undefined;
    for await (const entry of this.extractor) {
      if (entry.header.name === 'manifest.json' && entry.header.size <= MOST_MANIFEST_BYTES) {
        const parts: Buffer[] = [];
        for await (const part of entry) if (Buffer.isBuffer(part)) parts.push(part);
        manifest = Buffer.concat(parts).toString('utf8');
      } else {
        for await (const _part of entry);
      }
    }
    return manifest;
  }
}

/** Reads an archive from beginning to end; see {@link ImageArchiveScan}. */
export async function scanImageArchive(
  source: Readable,
  place: string,
  signal: AbortSignal,
): Promise<ScannedImageArchive> {
  const scan = new ImageArchiveScan(place);
  const sink = new Writable({
    write(chunk: Buffer, _encoding, callback) {
      scan.accept(chunk).then(
        () => {
          callback();
        },
        (error: unknown) => {
          callback(error instanceof Error ? error : new Error(String(error)));
        },
      );
    },
  });
  try {
    await pipeline(source, sink, { signal });
    return await scan.finish();
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    scan.destroy();
  }
}

/** @throws never; an error for the caller to throw */
export function imageArchiveDamaged(place: string, why: string, cause?: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_IMAGE_ARCHIVE_DAMAGED',
    what: `${place} is not the archive that image-save wrote`,
    why,
    remedies: [
      'Copy the archive and its .json file again.',
      {
        text: 'Or write it again where the image is:',
        snippet: 'npx nx run statix-image:image-save',
      },
    ],
    cause,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import type { Readable } from 'node:stream';
import { asUpload } from '../archive/as-upload.js';
import { readJsonLines, type JsonLine } from '../connection/json-lines.js';
import type { OpenResponse, Transport } from '../connection/transport.js';
import type { ImageFacts } from '../image/image-facts.js';
import { buildFailure, type FailedBuild } from './build-failure.js';
import type { BuildImageRequest } from './build-image-request.js';
import { requireBuiltImage } from './require-built-image.js';

/** What a line of an engine's answer says of the whole build. */
export interface ToldOfBuild {
  readonly failure?: string | undefined;
  readonly imageId?: string | undefined;
}

/** A builder, and how what it says is understood. */
export interface FollowedBuild {
  /** Asks the engine for the build. */
  readonly open: (context: Readable) => Promise<OpenResponse>;
  readonly progress: FailedBuild & { finish(ended: { successful: boolean }): void };
  readonly acceptLine: (line: JsonLine) => ToldOfBuild;
}

/** Has an image built, follows the answer to its end, and makes sure of the result. */
export async function followBuild(
  transport: Transport,
  request: BuildImageRequest,
  { open, progress, acceptLine }: FollowedBuild,
): Promise<ImageFacts> {
  const context = asUpload(request.context);
  let failure: string | undefined;
  let imageId: string | undefined;
  let complete = false;
  try {
    const response = await open(context);
    try {
      for await (const line of readJsonLines(response.chunks)) {
        const told = acceptLine(line);
        failure ??= told.failure;
        imageId ??= told.imageId;
      }
    } finally {
      response.destroy();
    }
    complete = true;
  } finally {
    context.destroy();
    progress.finish({ successful: complete && failure === undefined });
  }
  request.signal?.throwIfAborted();
  if (failure !== undefined) throw buildFailure(failure, progress);
  return requireBuiltImage(transport, request, imageId);
}

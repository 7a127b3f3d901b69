import * as z from 'zod';
import type { BuildOptions } from '../connection/docker-client.js';
import { isRefusal } from '../connection/engine-refusal.js';
import type { Transport } from '../connection/transport.js';
import type { ImageFacts } from '../image/image-facts.js';
import { noBuildKit } from './build-failure.js';
import type { BuildImageRequest } from './build-image-request.js';
import { BuildProgress } from './build-progress.js';
import { decodeBuildStatus } from './build-status.js';
import { followBuild } from './follow-build.js';
import { BUILDING } from './require-built-image.js';
import type { JsonLine } from '../connection/json-lines.js';

/** See `Engine.buildImage`: with BuildKit, as Docker builds. */
export async function buildImage(
  transport: Transport,
  request: BuildImageRequest,
): Promise<ImageFacts> {
  const progress = new BuildProgress(request.onEvent);
  return followBuild(transport, request, {
    async open(context) {
      const { signal } = request;
      try {
        return await transport.build(context, buildOptions(request), { doing: BUILDING, signal });
      } catch (error) {
        // There is no /session to open (404), or the engine does not upgrade connections.
        if (isRefusal(error, 404, 405, 501)) throw noBuildKit(error);
        throw error;
      }
    },
    progress,
    acceptLine: (line) => ({ failure: acceptLine(line, progress), imageId: builtImage(line) }),
  });
}

/** What the engine is asked to build with; everything that is set reaches its query. */
export function buildOptions(request: BuildImageRequest): BuildOptions {
  const { dockerfile, target, platform, cacheFrom = [] } = request;
  return {
    t: request.reference,
    buildargs: request.buildArguments,
    labels: request.labels,
    ...(dockerfile === undefined ? {} : { dockerfile }),
    ...(target === undefined ? {} : { target }),
    ...(platform === undefined ? {} : { platform }),
    ...(request.noCache === true ? { nocache: true } : {}),
    // As JSON: the API's form, and @types/dockerode knows no list.
    ...(cacheFrom.length === 0 ? {} : { cachefrom: JSON.stringify(cacheFrom) }),
  };
}

const lineSchema = z.object({
  id: z.string().optional(),
  aux: z.unknown().optional(),
  stream: z.string().optional(),
  error: z.string().optional(),
  errorDetail: z.object({ message: z.string().optional() }).optional(),
});

/** Takes one line of the engine's answer; returns the build's error if that is what it says. */
function acceptLine({ value, text }: JsonLine, progress: BuildProgress): string | undefined {
  const line = lineSchema.safeParse(value).data;
  if (line === undefined) {
    progress.note(`The engine sent a line that is not understood: ${text}`);
    return undefined;
  }
  if (line.id === 'moby.buildkit.trace' && typeof line.aux === 'string') {
    try {
      progress.accept(decodeBuildStatus(Buffer.from(line.aux, 'base64')));
    } catch {
      progress.note('The engine sent a status that is not understood.');
    }
  } else if (line.stream !== undefined && line.stream.trim() !== '') {
    progress.note(line.stream.trimEnd());
  }
  return line.errorDetail?.message ?? line.error;
}

const builtSchema = z.object({
  id: z.literal('moby.image.id'),
  aux: z.object({ ID: z.string() }),
});

function builtImage({ value }: JsonLine): string | undefined {
  return builtSchema.safeParse(value).data?.aux.ID;
}

import * as z from 'zod';
import type { JsonLine } from '../connection/json-lines.js';
import type { Transport } from '../connection/transport.js';
import type { ImageFacts } from '../image/image-facts.js';
import type { BuildImageRequest } from './build-image-request.js';
import { BuildahProgress } from './buildah-progress.js';
import { followBuild, type ToldOfBuild } from './follow-build.js';
import { BUILDING } from './require-built-image.js';

/**
 * See `Engine.buildImage`: with Buildah, which Podman builds with. It has no BuildKit, and its cache is not used:
 * it keeps a step that mounts another stage although that stage has changed (containers/buildah#6609), so that an
 * image would have the old of what was edited.
 */
export async function buildWithBuildah(
  transport: Transport,
  request: BuildImageRequest,
): Promise<ImageFacts> {
  const progress = new BuildahProgress(request.onEvent);
  return followBuild(transport, request, {
    open: (upload) =>
      transport.open({
        doing: BUILDING,
        method: 'POST',
        path: '/build',
        query: buildahQuery(request),
        upload,
        signal: request.signal,
      }),
    progress,
    acceptLine: (line) => acceptLine(line, progress),
  });
}

/** What Podman is asked to build with (its API, "POST /build"). */
function buildahQuery(request: BuildImageRequest): Record<string, string> {
  const { dockerfile, target, platform } = request;
  return {
    t: request.reference,
    buildargs: JSON.stringify(request.buildArguments),
    labels: JSON.stringify(request.labels),
    ...(dockerfile === undefined ? {} : { dockerfile }),
    ...(target === undefined ? {} : { target }),
    ...(platform === undefined ? {} : { platform }),
    nocache: 'true',
    // Nothing that could be taken for a cache is left either: a stage is one layer.
    layers: 'false',
    // Side by side the outputs of stages would be mixed.
    jobs: '1',
    rm: 'true',
    forcerm: 'true',
  };
}

const lineSchema = z.object({
  stream: z.string().optional(),
  error: z.string().optional(),
  errorDetail: z.object({ message: z.string().optional() }).optional(),
  aux: z.object({ ID: z.string() }).optional(),
});

function acceptLine({ value, text }: JsonLine, progress: BuildahProgress): ToldOfBuild {
  const line = lineSchema.safeParse(value).data;
  if (line === undefined) {
    progress.note(`The engine sent a line that is not understood: ${text}`);
    return {};
  }
  if (line.stream !== undefined) progress.accept(line.stream);
  const failure = (line.errorDetail?.message ?? line.error)?.trim();
  return { failure: failure === '' ? undefined : failure, imageId: line.aux?.ID };
}

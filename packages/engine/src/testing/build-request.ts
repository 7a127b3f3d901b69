import type { ServerResponse } from 'node:http';
import { packArchive } from '../archive/pack-archive.js';
import type { BuildImageRequest } from '../build/build-image-request.js';
import { json, type FakeHandler } from './fake-engine.js';

/** Labels of the image that {@link buildRequest} asks for. */
export const labels = { 'dev.statix.identity': 'abc' };

/** A build of one file, with what a test changes of it. */
export function buildRequest(change: Partial<BuildImageRequest> = {}): BuildImageRequest {
  return {
    context: packArchive([{ path: 'Dockerfile', mode: 0o644, content: Buffer.from('FROM x') }]),
    buildArguments: { BASE: 'debian' },
    labels,
    reference: 'statix.local/test:1',
    onEvent: () => undefined,
    ...change,
  };
}

/** An answer in these pieces. */
export function answer(...parts: (string | Buffer)[]): FakeHandler {
  return (_request, response: ServerResponse) => {
    response.writeHead(200);
    for (const part of parts) response.write(part);
    response.end();
  };
}

/** The image that was built, as the engine has it. */
export function builtImage(imageLabels: Record<string, string>): FakeHandler {
  return json({ Id: 'sha256:1', RepoTags: [], Size: 1, Config: { Labels: imageLabels } });
}

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { StatixError, type ImageIdentity } from '@statix/contract';
import { asUpload } from '@statix/engine';
import type { BuildImageRequest } from '@statix/engine';
import type { Engine, ImageFacts } from '@statix/engine';
import { errorOf, statixErrorOf } from '@statix/contract/testing/expect-error';
import { DEFINITION, recipeWorkspace, type RecipeWorkspace } from '../testing/recipe-workspace.js';
import { imageFacts, stubEngine } from '@statix/engine/testing/stub-engine';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { ensureImage } from './ensure-image.js';
import { identifyImage } from '../definition/identify-image.js';
import { readImageDefinition } from '../definition/image-definition.js';
import { recordImage } from '../records/image-records.js';

const newFolder = temporaryFolders();
let workspace: RecipeWorkspace;
let env: { STATIX_STATE_DIR: string };
let identity: ImageIdentity;
let lines: string[];
let images: Map<string, ImageFacts>;
let builds: BuildImageRequest[];

beforeEach(async () => {
  workspace = recipeWorkspace(newFolder());
  env = { STATIX_STATE_DIR: newFolder() };
  identity = identifyImage(await readImageDefinition(workspace.root, DEFINITION));
  lines = [];
  images = new Map();
  builds = [];
});

/** An engine with images in memory; `build` is what happens in a build. */
function engine(build: (request: BuildImageRequest) => void = () => undefined): Engine {
  return stubEngine({
    findImage: async (reference) => images.get(reference),
    buildImage: async (request) => {
      builds.push(request);
      await buffer(asUpload(request.context));
      build(request);
      const { reference, labels } = request;
      const image = imageFacts(`sha256:${builds.length}`, { tags: [reference], labels });
      images.set(reference, image);
      return image;
    },
  });
}

function ensure(on: Engine, more: { env?: NodeJS.ProcessEnv; signal?: AbortSignal } = {}) {
  const report = (line: string) => lines.push(line);
  return ensureImage(on, { workspaceRoot: workspace.root, identity, report, env, ...more });
}

describe('ensureImage', () => {
  test('builds what is not there, once', async () => {
    const stub = engine();
    expect(await ensure(stub)).toEqual({ imageId: 'sha256:1', from: 'recipe' });
    expect(await ensure(stub)).toEqual({ imageId: 'sha256:1', from: 'engine' });
    expect(builds).toHaveLength(1);
    expect(builds[0]).toMatchObject({
      buildArguments: { BASE: 'debian:trixie', LLVM_VERSION: '22', EXTRA: '' },
      labels: {
        'dev.statix.identity': identity.identity,
        'org.opencontainers.image.title': 'demo',
        'org.opencontainers.image.version': '1.2.3',
      },
      reference: identity.reference,
    });
  });

  test('many at once build once, and the others say that they wait', async () => {
    const stub = engine();
    const results = await Promise.all([ensure(stub), ensure(stub), ensure(stub)]);
    expect(results.map(({ imageId }) => imageId)).toEqual(['sha256:1', 'sha256:1', 'sha256:1']);
    expect(results.filter(({ from }) => from === 'recipe')).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('Waiting for the image'))).toHaveLength(2);
  });

  test('reports stages, keeps the log', async () => {
    const stub = engine(({ onEvent }) => {
      onEvent({ kind: 'stage-cached', stage: 'packages' });
      onEvent({ kind: 'stage-cached', stage: 'sources' });
      onEvent({ kind: 'stage-started', stage: 'musl' });
      onEvent({ kind: 'log', stage: 'musl', line: 'make\u001b[2J' });
      onEvent({ kind: 'stage-done', stage: 'musl', seconds: 185.4 });
      onEvent({ kind: 'stage-done', stage: 'zlib', seconds: 4.21 });
    });
    await ensure(stub);
    expect(lines.slice(0, -2)).toEqual([
      `Building the image ${identity.reference} (first time for this recipe; up to 10 minutes on 2 cores)…`,
      '  musl  3 min 5 s',
      '  zlib  4.2 s',
      '  from the cache: packages, sources',
    ]);
    expect(lines.at(-1)).toBe(`  log: ${logPath()}`);
    expect(lines.at(-2)).toMatch(/^Built statix\.local\/demo:\w+ in \d+\.\d s$/);
    expect(readFileSync(logPath(), 'utf8')).toBe(
      [
        'packages: cached',
        'sources: cached',
        'musl: started',
        'musl: make\\x1b[2J',
        'musl  3 min 5 s',
        'zlib  4.2 s',
        '',
      ].join('\n'),
    );
  });

  test('a failed build names the log, and the next tries again', async () => {
    const failing = engine(({ onEvent }) => {
      onEvent({ kind: 'log', stage: 'musl', line: 'no rule to make target' });
      throw new StatixError({ code: 'STATIX_IMAGE_STAGE_FAILED', what: 'failed', excerpt: ['x'] });
    });
    const error = await statixErrorOf(ensure(failing));
    expect(error).toMatchObject({ code: 'STATIX_IMAGE_STAGE_FAILED', what: 'failed' });
    expect(error.excerpt).toEqual(['x']);
    expect(error.remedies.at(-1)?.snippet).toBe(`less ${logPath()}`);
    expect(readFileSync(logPath(), 'utf8')).toBe('musl: no rule to make target\n');
    expect((await ensure(engine())).from).toBe('recipe');
  });

  test('an abort goes to the build, and nothing is recorded', async () => {
    const controller = new AbortController();
    const stub = engine(({ signal }) => {
      controller.abort(new Error('enough'));
      signal?.throwIfAborted();
    });
    const error = await errorOf(ensure(stub, { signal: controller.signal }));
    expect(String(error)).toBe('Error: enough');
  });

  test('an image with the right name and labels that was not made here is refused', async () => {
    const foreign = imageFacts('sha256:evil', {
      tags: [identity.reference],
      labels: { 'dev.statix.identity': identity.identity },
    });
    images.set(identity.reference, foreign);
    const error = await statixErrorOf(ensure(engine()));
    expect(error.code).toBe('STATIX_IMAGE_FOREIGN');
    expect(error.remedies[0]?.snippet).toBe(`docker image rm ${identity.reference}`);
    expect(builds).toEqual([]);
    await recordImage('another-engine', identity.identity, 'sha256:evil', env);
    expect((await statixErrorOf(ensure(engine()))).code).toBe('STATIX_IMAGE_FOREIGN');
    await recordImage('engine-1', identity.identity, 'sha256:evil', env);
    expect(await ensure(engine())).toEqual({ imageId: 'sha256:evil', from: 'engine' });
  });

  test('an image that lost its name to another one is refused', async () => {
    const stub = engine();
    await ensure(stub);
    const image = images.get(identity.reference)!;
    images.set(identity.reference, { ...image, id: 'sha256:evil' });
    expect((await statixErrorOf(ensure(stub))).code).toBe('STATIX_IMAGE_FOREIGN');
  });

  test('a recipe that is not what was identified is refused before an engine is asked', async () => {
    workspace.write('images/recipe/Dockerfile', 'FROM scratch\n');
    const error = await statixErrorOf(ensure(stubEngine({})));
    expect(error.code).toBe('STATIX_IMAGE_CHANGED');
  });

  test('CA bundle and proxies of this machine go to the build and not into the identity', async () => {
    const ca = join(newFolder(), 'ca.pem');
    writeFileSync(ca, 'CA');
    let context = '';
    const stub = stubEngine({
      findImage: async () => undefined,
      buildImage: async (request) => {
        builds.push(request);
        context = (await buffer(asUpload(request.context))).toString('latin1');
        return imageFacts('sha256:1');
      },
    });
    await ensure(stub, { env: { ...env, SSL_CERT_FILE: ca, HTTPS_PROXY: 'http://proxy:1' } });
    expect(builds[0]?.buildArguments['HTTPS_PROXY']).toBe('http://proxy:1');
    expect(context).toContain('site/ca.pem');
    expect(identity.files.map(({ path }) => path)).not.toContain('site/ca.pem');
  });
});

function logPath(): string {
  return join(env.STATIX_STATE_DIR, 'logs', `image-${identity.identity.slice(0, 12)}.log`);
}

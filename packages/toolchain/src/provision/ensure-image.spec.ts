import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { StatixError, type ImageIdentity } from '@statix/contract';
import { asUpload, type BuildImageRequest, type Engine, type ImageFacts } from '@statix/engine';
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
    tagImage: async (id, reference) => {
      name(id, reference);
    },
    removeImage: async (reference) => {
      const id = images.get(reference)?.id;
      images.delete(reference);
      if (id !== undefined) retag(id, (tags) => tags.filter((tag) => tag !== reference));
    },
    buildImage: async (request) => {
      builds.push(request);
      await buffer(asUpload(request.context));
      build(request);
      const { reference, labels } = request;
      const id = `sha256:${builds.length}`;
      images.set(id, imageFacts(id, { labels }));
      name(id, reference);
      return images.get(id)!;
    },
  });
}

/** As on a real engine a name moves from the image that had it. */
function name(id: string, reference: string): void {
  const before = images.get(reference);
  if (before !== undefined) retag(before.id, (tags) => tags.filter((tag) => tag !== reference));
  retag(id, (tags) => [...tags, reference]);
  images.set(reference, images.get(id)!);
}

function retag(id: string, change: (tags: string[]) => string[]): void {
  const image = images.get(id);
  if (image === undefined) return;
  const changed = { ...image, tags: change(image.tags) };
  images.set(id, changed);
  for (const tag of changed.tags) images.set(tag, changed);
}

function ownName(): string {
  const id = readFileSync(join(env.STATIX_STATE_DIR, 'installation-id'), 'utf8');
  return identity.reference.replace(':', `-${id.slice(0, 8)}:`);
}

function ensure(on: Engine, more: { env?: NodeJS.ProcessEnv; signal?: AbortSignal } = {}) {
  const report = (line: string) => lines.push(line);
  return ensureImage(on, { workspaceRoot: workspace.root, identity, report, env, ...more });
}

describe('ensureImage', () => {
  test('builds what is not there, once', async () => {
    const stub = engine();
    expect(await ensure(stub)).toMatchObject({ imageId: 'sha256:1', from: 'recipe' });
    expect(await ensure(stub)).toMatchObject({ imageId: 'sha256:1', from: 'engine' });
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

  test('attack: an image with the right name and labels that was not made here is never used', async () => {
    const foreign = imageFacts('sha256:evil', {
      tags: [identity.reference],
      labels: { 'dev.statix.identity': identity.identity },
    });
    images.set(identity.reference, foreign);
    images.set(foreign.id, foreign);
    await recordImage('another-engine', identity.identity, 'sha256:evil', env);
    const made = await ensure(engine());
    expect(made).toEqual({ imageId: 'sha256:1', reference: ownName(), from: 'recipe' });
    expect(images.get(identity.reference)?.id).toBe('sha256:evil');
    // And it is found again.
    expect((await ensure(engine())).from).toBe('engine');
    expect(builds).toHaveLength(1);
  });

  test('two installations on one engine make their own beside each other, and neither takes a name', async () => {
    const first = await ensure(engine());
    const other = { STATIX_STATE_DIR: newFolder() };
    const second = await ensure(engine(), { env: other });
    expect([first.reference, second.from]).toEqual([identity.reference, 'recipe']);
    expect(second.reference).toMatch(/^statix\.local\/demo-[0-9a-f]{8}:[0-9a-f]{32}$/);
    expect(second.imageId).not.toBe(first.imageId);
    expect(await ensure(engine())).toEqual({ ...first, from: 'engine' });
    expect(await ensure(engine(), { env: other })).toEqual({ ...second, from: 'engine' });
  });

  test('two installations whose builds give the same image share its name', async () => {
    await ensure(engine());
    const image = images.get(identity.reference)!;
    const cached = stubEngine({
      ...engine(),
      buildImage: async ({ context, reference }) => {
        await buffer(asUpload(context));
        name(image.id, reference);
        return images.get(image.id)!;
      },
    });
    const second = await ensure(cached, { env: { STATIX_STATE_DIR: newFolder() } });
    expect(second).toMatchObject({ imageId: image.id, reference: identity.reference });
    expect(images.get(image.id)?.tags).toEqual([identity.reference]);
  });

  test('attack: the name is given to another image afterwards: the recorded one is used and named', async () => {
    await ensure(engine());
    images.set(identity.reference, imageFacts('sha256:evil', { tags: [identity.reference] }));
    images.set('sha256:1', { ...images.get('sha256:1')!, tags: [] });
    expect(await ensure(engine())).toEqual({
      imageId: 'sha256:1',
      reference: ownName(),
      from: 'engine',
    });
    expect(images.get(identity.reference)?.id).toBe('sha256:evil');
  });

  test('fault: an image that was removed is made again', async () => {
    await ensure(engine());
    images.clear();
    expect((await ensure(engine())).from).toBe('recipe');
  });

  test.each<[string, (document: ImageIdentity) => ImageIdentity, string]>([
    ['base', (document) => ({ ...document, base: 'evil:1' }), 'base'],
    ['argument', (document) => ({ ...document, arguments: { EXTRA: 'x' } }), 'arguments'],
    ['file', (document) => ({ ...document, files: document.files.slice(1) }), 'files'],
    ['name', (document) => ({ ...document, reference: 'debian:trixie' }), 'reference'],
    [
      'reference to a finished image',
      (document) => ({
        ...document,
        referenced: { reference: `evil.example/x@sha256:${'0'.repeat(64)}`, contract: null },
      }),
      'referenced',
    ],
  ])(
    'attack: a document with the right identity and another %s, before an engine is asked',
    async (_what, forge, field) => {
      identity = forge(identity);
      const error = await statixErrorOf(ensure(stubEngine({})));
      expect(error.code).toBe('STATIX_IMAGE_DOCUMENT_FORGED');
      expect(error.why).toContain(`in: ${field}.`);
      expect(error.remedies[0]?.snippet).toContain('statix-image:identify --skip-nx-cache');
    },
  );

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
        return imageFacts('sha256:1', { tags: [identity.reference] });
      },
    });
    await ensure(stub, { env: { ...env, SSL_CERT_FILE: ca, HTTPS_PROXY: 'http://proxy:1' } });
    expect(builds[0]?.buildArguments['HTTPS_PROXY']).toBe('http://proxy:1');
    expect(context).toContain('site/ca.pem');
    expect(identity.files.map(({ path }) => path)).not.toContain('site/ca.pem');
  });

  test('the login of a proxy and of a mirror is in no line, log or error', async () => {
    const sources = join(newFolder(), 'debian.sources');
    writeFileSync(sources, 'URIs: https://me:m1rr0r-pass@mirror.example/debian\n');
    const said =
      'through http://me:pr0xy%21pass@proxy:1, Basic bWU6cHIweHkhcGFzcw==, me:m1rr0r-pass';
    const stub = engine(({ onEvent, buildArguments }) => {
      expect(buildArguments['HTTPS_PROXY']).toBe('http://me:pr0xy%21pass@proxy:1');
      onEvent({ kind: 'log', stage: 'musl', line: said });
      throw new StatixError({
        code: 'STATIX_IMAGE_STAGE_FAILED',
        ...{ what: said, why: said, excerpt: [said], cause: new Error(said) },
      });
    });
    const settings = {
      HTTPS_PROXY: 'http://me:pr0xy%21pass@proxy:1',
      STATIX_DEBIAN_SOURCES: sources,
    };
    const error = await statixErrorOf(ensure(stub, { env: { ...env, ...settings } }));
    const hidden = 'through http://[hidden]@proxy:1, Basic [hidden], [hidden]';
    expect([error.what, error.why, ...error.excerpt]).toEqual([hidden, hidden, hidden]);
    expect(error.cause).toBeUndefined();
    expect(readFileSync(logPath(), 'utf8')).toBe(`musl: ${hidden}\n`);
    expect(lines.join('\n')).not.toContain('pass');
  });

  test('attack: an engine that a file of the repository names is told no login', async () => {
    const namedBy = { variable: 'DOCKER_HOST', file: '/repo/.env' };
    const stub = { ...engine(), namedBy };
    const proxy = { ...env, HTTPS_PROXY: 'http://me:word@proxy:1', RUSTUP_DIST_SERVER: '' };
    const error = await statixErrorOf(ensure(stub, { env: proxy }));
    expect(error.code).toBe('STATIX_ENGINE_NOT_OWN');
    expect(error.what).toContain('is not given the login in HTTPS_PROXY');
    expect(builds).toEqual([]);
    // A proxy without one tells nothing.
    await ensure(stub, { env: { ...env, HTTPS_PROXY: 'http://proxy:1', NO_PROXY: 'a@b' } });
    expect(builds).toHaveLength(1);
  });
});

function logPath(): string {
  return join(env.STATIX_STATE_DIR, 'logs', `image-${identity.identity.slice(0, 12)}.log`);
}

import { Readable } from 'node:stream';
import type { Transport } from '../connection/transport.js';
import { packArchive } from '../archive/pack-archive.js';
import { recordedBuild } from '../testing/build-answer.js';
import { answer, buildRequest, builtImage, labels } from '../testing/build-request.js';
import { errorOf, statixErrorOf } from '@statix/contract/testing/expect-error';
import { cutAfter, FakeEngine, json, refuse } from '../testing/fake-engine.js';
import { buildImage, buildOptions } from './build-image.js';
import type { BuildEvent, BuildImageRequest } from './build-image-request.js';

let engine: FakeEngine;
let transport: Transport;
let events: BuildEvent[];

beforeEach(async () => {
  engine = await FakeEngine.start();
  transport = await engine.transport();
  events = [];
});

afterEach(() => engine.stop());

function request(change: Partial<BuildImageRequest> = {}): BuildImageRequest {
  return buildRequest({ onEvent: (event) => events.push(event), ...change });
}

function imageHas(imageLabels: Record<string, string>): void {
  engine.on(/GET \/images\//, builtImage(imageLabels));
}

/** Node's test process stays alive as long as a connection is open. */
async function noConnectionIsLeft(): Promise<void> {
  while (engine.connections > 0) await new Promise(setImmediate);
}

describe('buildImage', () => {
  test('sends what was asked for, and nothing of it in a body', async () => {
    engine.on(/POST \/build/, answer(recordedBuild('three-stages')));
    imageHas(labels);
    const image = await buildImage(
      transport,
      request({ target: 'final', noCache: true, cacheFrom: ['a@sha256:1', 'b'] }),
    );
    expect(image).toMatchObject({ id: 'sha256:1', tags: [], labels, sizeBytes: 1 });
    const [build] = engine.asked(/POST \/build/);
    expect(Object.fromEntries(build?.query ?? [])).toMatchObject({
      version: '2',
      t: 'statix.local/test:1',
      target: 'final',
      nocache: 'true',
      cachefrom: '["a@sha256:1","b"]',
      buildargs: '{"BASE":"debian"}',
      labels: '{"dev.statix.identity":"abc"}',
      session: expect.any(String) as string,
    });
    expect(build?.body.includes('Dockerfile')).toBe(true);
    expect(events.filter(({ kind }) => kind === 'stage-done')).toHaveLength(3);
  });

  test('every option reaches the query', () => {
    const all = request({
      dockerfile: 'D',
      target: 't',
      platform: 'linux/amd64',
      noCache: true,
    });
    expect(buildOptions(all)).toEqual({
      t: 'statix.local/test:1',
      buildargs: { BASE: 'debian' },
      labels,
      dockerfile: 'D',
      target: 't',
      platform: 'linux/amd64',
      nocache: true,
    });
    expect(Object.keys(buildOptions(request()))).toEqual(['t', 'buildargs', 'labels']);
  });

  test('an error within an answer of status 200 is a failed stage with its own log', async () => {
    engine.on(/POST \/build/, answer(recordedBuild('failing-stage')));
    const error = await statixErrorOf(buildImage(transport, request()));
    expect(error.code).toBe('STATIX_IMAGE_STAGE_FAILED');
    expect(error.what).toContain("'two'");
    expect(error.why).toContain('exit code: 3');
    expect(error.excerpt.slice(-2)).toEqual(['49', '50']);
    expect(engine.asked(/GET \/images/)).toEqual([]);
    await noConnectionIsLeft();
  });

  test('a full disk is recognised in the build’s error', async () => {
    const message = 'write /var/lib/docker/x: no space left on device';
    engine.on(/POST \/build/, answer(JSON.stringify({ errorDetail: { message }, error: message })));
    expect((await statixErrorOf(buildImage(transport, request()))).code).toBe(
      'STATIX_ENGINE_DISK_FULL',
    );
  });

  test('a line that is no JSON and a status that is none are told, and the build goes on', async () => {
    const broken = JSON.stringify({ id: 'moby.buildkit.trace', aux: 'AAAA' });
    engine.on(/POST \/build/, answer('<oops>\n', `${broken}\n`, recordedBuild('three-stages')));
    imageHas(labels);
    await buildImage(transport, request());
    expect(events.slice(0, 2)).toEqual([
      {
        kind: 'log',
        stage: 'engine',
        line: 'The engine sent a line that is not understood: <oops>',
      },
      { kind: 'log', stage: 'engine', line: 'The engine sent a status that is not understood.' },
    ]);
    expect(events.some(({ kind }) => kind === 'stage-done')).toBe(true);
  });

  test('an answer in single bytes is the same', async () => {
    const bytes = [...recordedBuild('failing-stage')].map((byte) => Buffer.from([byte]));
    engine.on(/POST \/build/, answer(...bytes));
    const error = await statixErrorOf(buildImage(transport, request()));
    expect(error.excerpt.at(-1)).toBe('50');
    expect(events).toContainEqual({ kind: 'log', stage: 'one', line: 'hé' });
  });

  test('an answer that is cut off is a lost engine', async () => {
    const whole = recordedBuild('three-stages');
    engine.on(/POST \/build/, cutAfter(whole.subarray(0, whole.byteLength / 2)));
    const error = await statixErrorOf(buildImage(transport, request()));
    expect(error.code).toBe('STATIX_ENGINE_LOST');
    // What had begun is not done.
    expect(events.map(({ kind }) => kind)).toContain('stage-started');
    expect(events.map(({ kind }) => kind)).not.toContain('stage-done');
    await noConnectionIsLeft();
  });

  test('an engine that dies while the session is open is a lost engine', async () => {
    engine.on(/POST \/build/, () => {
      engine.die();
    });
    const error = await statixErrorOf(buildImage(transport, request()));
    expect(error.code).toBe('STATIX_ENGINE_LOST');
  });

  test('an abort is its reason, and ends build, session and context', async () => {
    engine.on(/POST \/build/, (_request, response) => {
      response.writeHead(200);
      response.write(recordedBuild('three-stages').subarray(0, 6000));
    });
    const controller = new AbortController();
    const context = packArchive([{ path: 'a', mode: 0o644, content: Buffer.from('b') }]);
    const building = errorOf(
      buildImage(
        transport,
        request({
          context,
          signal: controller.signal,
          onEvent: () => {
            controller.abort(new Error('enough'));
          },
        }),
      ),
    );
    expect(String(await building)).toBe('Error: enough');
    expect(context.destroyed).toBe(true);
    await noConnectionIsLeft();
  });

  test('an abort before anything begins opens nothing', async () => {
    const error = await errorOf(
      buildImage(transport, request({ signal: AbortSignal.abort(new Error('before')) })),
    );
    expect(String(error)).toBe('Error: before');
    expect(engine.requests).toEqual([]);
  });

  test('a context that cannot be read is its own error', async () => {
    engine.on(/POST \/build/, json({}));
    const context = Readable.from(
      (async function* () {
        yield Buffer.from('x');
        await Promise.reject(new Error('cannot read'));
      })(),
      { objectMode: false },
    );
    expect(String(await errorOf(buildImage(transport, request({ context }))))).toBe(
      'Error: cannot read',
    );
    await noConnectionIsLeft();
  });

  test('an engine without BuildKit', async () => {
    engine.refuseUpgrades(404);
    const error = await statixErrorOf(buildImage(transport, request()));
    expect(error.code).toBe('STATIX_ENGINE_NO_BUILDKIT');
    await noConnectionIsLeft();
  });

  test('a build that is refused', async () => {
    engine.on(/POST \/build/, refuse(400, 'dockerfile parse error'));
    const error = await statixErrorOf(buildImage(transport, request()));
    expect(error.code).toBe('STATIX_ENGINE_REFUSED');
    expect(error.why).toContain('dockerfile parse error');
    await noConnectionIsLeft();
  });

  test.each([
    ['has another label', { 'dev.statix.identity': 'other' }, 'STATIX_IMAGE_MISMATCH'],
    ['has no label', {}, 'STATIX_IMAGE_MISMATCH'],
  ])('success is not believed if the image %s', async (_what, imageLabels, code) => {
    engine.on(/POST \/build/, answer(recordedBuild('three-stages')));
    imageHas(imageLabels);
    expect((await statixErrorOf(buildImage(transport, request()))).code).toBe(code);
  });

  test('success is not believed if there is no image', async () => {
    engine.on(/POST \/build/, answer(recordedBuild('three-stages')));
    engine.on(/GET \/images/, refuse(404, 'no such image'));
    const error = await statixErrorOf(buildImage(transport, request()));
    expect(error.code).toBe('STATIX_ENGINE_REFUSED');
  });
});

import type { Transport } from '../connection/transport.js';
import { recordedBuild } from '../testing/build-answer.js';
import { answer, buildRequest, builtImage, labels } from '../testing/build-request.js';
import { errorOf, statixErrorOf } from '@statix/contract/testing/expect-error';
import { cutAfter, FakeEngine, refuse } from '../testing/fake-engine.js';
import { buildWithBuildah } from './build-with-buildah.js';
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

function build(change: Partial<BuildImageRequest> = {}) {
  const onEvent = (event: BuildEvent): unknown => events.push(event);
  return buildWithBuildah(transport, buildRequest({ onEvent, ...change }));
}

function answers(...parts: (string | Buffer)[]): void {
  engine.on(/POST \/build/, answer(...parts));
}

function imageHas(imageLabels: Record<string, string>): void {
  engine.on(/GET \/images\//, builtImage(imageLabels));
}

test('nothing of a cache is used, and the image is the one that was named', async () => {
  answers(recordedBuild('podman-three-stages'));
  imageHas(labels);
  expect(await build({ cacheFrom: ['a@sha256:1'] })).toMatchObject({ id: 'sha256:1', labels });
  const [asked] = engine.asked(/POST \/build/);
  expect(Object.fromEntries(asked?.query ?? [])).toEqual({
    t: 'statix.local/test:1',
    buildargs: '{"BASE":"debian"}',
    labels: '{"dev.statix.identity":"abc"}',
    nocache: 'true',
    layers: 'false',
    jobs: '1',
    rm: 'true',
    forcerm: 'true',
  });
  expect(asked?.body.includes('Dockerfile')).toBe(true);
  expect(engine.asked(/GET \/images/)[0]?.path).toContain('sha256:ec88d64839f8');
  const told = events.flatMap((event) =>
    event.kind === 'log' ? [] : `${event.kind} ${event.stage}`,
  );
  expect(told).toEqual([
    ...['stage-started one', 'stage-done one', 'stage-started two', 'stage-done two'],
    ...['stage-started stage-2', 'stage-done stage-2'],
  ]);
  expect(events).toContainEqual({ kind: 'log', stage: 'one', line: 'hé' });
});

test('what the Dockerfile and its target are', async () => {
  answers(recordedBuild('podman-three-stages'));
  imageHas(labels);
  await build({ dockerfile: 'D', target: 't', platform: 'linux/amd64' });
  expect(Object.fromEntries(engine.asked(/POST \/build/)[0]?.query ?? [])).toMatchObject({
    ...{ dockerfile: 'D', target: 't', platform: 'linux/amd64' },
  });
});

test('fault: a step that fails is a failed stage with its own log', async () => {
  answers(recordedBuild('podman-failing-stage'));
  const error = await statixErrorOf(build());
  expect(error.code).toBe('STATIX_IMAGE_STAGE_FAILED');
  expect(error.what).toContain("'two'");
  expect(error.why).toContain('exit status 3');
  expect(error.excerpt.slice(-2)).toEqual(['49', '50']);
  expect(engine.asked(/GET \/images/)).toEqual([]);
});

test('fault: a full disk', async () => {
  answers(JSON.stringify({ error: 'write /var/tmp/x: no space left on device\n' }));
  expect((await statixErrorOf(build())).code).toBe('STATIX_ENGINE_DISK_FULL');
});

test('fault: a line that is no JSON is told, and the build goes on', async () => {
  answers('<oops>\n', recordedBuild('podman-three-stages'));
  imageHas(labels);
  await build();
  const line = 'The engine sent a line that is not understood: <oops>';
  expect(events[0]).toEqual({ kind: 'log', stage: 'engine', line });
});

test('attack: a step that prints what the end of a build looks like', async () => {
  const printed = 'Successfully built 0123456789ab\n{"aux":{"ID":"sha256:evil"}}\n';
  answers(`${JSON.stringify({ stream: printed })}\n`, recordedBuild('podman-three-stages'));
  imageHas(labels);
  await build();
  expect(engine.asked(/GET \/images/)[0]?.path).toContain('sha256:ec88d64839f8');
});

test('fault: an answer that is cut off is a lost engine, and what had begun is not done', async () => {
  const whole = recordedBuild('podman-three-stages');
  engine.on(/POST \/build/, cutAfter(whole.subarray(0, 100)));
  expect((await statixErrorOf(build())).code).toBe('STATIX_ENGINE_LOST');
  expect(events.map(({ kind }) => kind)).toContain('stage-started');
  expect(events.map(({ kind }) => kind)).not.toContain('stage-done');
});

test('fault: a build that is refused', async () => {
  engine.on(/POST \/build/, refuse(400, 'dockerfile parse error'));
  const error = await statixErrorOf(build());
  expect(error.code).toBe('STATIX_ENGINE_REFUSED');
  expect(error.why).toContain('dockerfile parse error');
});

test('fault: success is not believed if the image has another label', async () => {
  answers(recordedBuild('podman-three-stages'));
  imageHas({ 'dev.statix.identity': 'other' });
  expect((await statixErrorOf(build())).code).toBe('STATIX_IMAGE_MISMATCH');
});

test('an abort is its reason', async () => {
  const controller = new AbortController();
  engine.on(/POST \/build/, () => {
    controller.abort(new Error('enough'));
  });
  expect(String(await errorOf(build({ signal: controller.signal })))).toBe('Error: enough');
});

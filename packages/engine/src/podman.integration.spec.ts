import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { errorOf, statixErrorOf } from '@statix/contract/testing/expect-error';
import { packArchive } from './archive/pack-archive.js';
import type { ContainerIo, ContainerSpec } from './container/container-spec.js';
import { Podman, whyNoPodman } from './testing/podman.js';
import { RealEngine } from './testing/real-engine.js';

jest.setTimeout(120_000);

const why = whyNoPodman();

if (why !== undefined) {
  test.skip(`Podman is not tried: ${why}`, () => undefined);
} else {
  describe('Podman by its socket', podmanTests);
}

function podmanTests(): void {
  let podman: Podman;
  let real: RealEngine;
  let image: string;

  beforeAll(async () => {
    podman = await Podman.start(mkdtempSync(join(tmpdir(), 'statix-podman-')));
    real = await RealEngine.connect({ ...process.env, DOCKER_HOST: podman.address });
    image = await real.image({
      hello: [{ print: 'to out\n' }, { print: 'to err\n', to: 'stderr' }, { exit: 3 }],
      echo: ['echo'],
      wait: [{ print: 'waiting' }, 'pause'],
      show: [{ printFile: '/given' }],
      'read-volume': [{ printFile: '/data/in' }, { createFile: '/data/out', content: 'made' }],
    });
  });

  afterEach(async () => {
    expect(await real.leftBehind()).toEqual([]);
  });

  afterAll(async () => {
    await real.engine.removeImage(image);
    await real.close();
    await podman.stop();
  });

  const spec = (command: string[], change: Partial<ContainerSpec> = {}): ContainerSpec => ({
    ...{ image, command, environment: {}, purpose: 'test', network: 'none', limits: {} },
    ...change,
  });

  async function run(command: string[], change?: Partial<ContainerSpec>, io: ContainerIo = {}) {
    const outputs = { stdout: '', stderr: '' };
    const { result } = await real.engine.runContainer(spec(command, change), {
      stdout: (chunk) => (outputs.stdout += chunk.toString()),
      stderr: (chunk) => (outputs.stderr += chunk.toString()),
      ...io,
    });
    return { ...result, ...outputs };
  }

  test('says what it is, and the same each time', async () => {
    const facts = await real.engine.facts();
    expect(facts).toMatchObject({ name: 'Podman', system: 'linux' });
    const again = await RealEngine.connect({ ...process.env, DOCKER_HOST: podman.address });
    expect((await again.engine.facts()).id).toBe(facts.id);
    await again.close();
  });

  test('outputs, input and exit code', async () => {
    // Without an init: Podman's is a package of its own (catatonit).
    const init = false;
    expect(await run(['/hello'], { init })).toMatchObject({
      ...{ exitCode: 3, stdout: 'to out\n', stderr: 'to err\n' },
    });
    const stdin = Buffer.from('x'.repeat(300_000));
    expect((await run(['/echo'], { init }, { stdin })).stdout).toHaveLength(300_000);
  });

  test('a program that is not there', async () => {
    const { startError, exitCode } = await run(['/nothing'], { init: false });
    expect(startError).toContain('/nothing');
    expect(exitCode).toBe(127);
  });

  test('files through a volume', async () => {
    await real.engine.ensureVolume('statix-test', { 'dev.statix.test': 'yes' });
    expect(await real.engine.ensureVolume('statix-test', {})).toMatchObject({
      'dev.statix.test': 'yes',
    });
    let out = '';
    const { value } = await real.engine.runContainer(
      spec(['/read-volume'], {
        init: false,
        volumes: [{ volume: 'statix-test', target: '/data' }],
      }),
      { stdout: (chunk) => void (out += chunk.toString()) },
      {
        before: (container) =>
          container.putArchive(
            '/data',
            packArchive([{ path: 'in', mode: 0o644, content: Buffer.from('given') }]),
          ),
        after: async (container) => text((await container.getFile('/data/out')).content),
      },
    );
    expect([out, value]).toEqual(['given', 'made']);
    expect(await real.engine.removeVolume('statix-test')).toBe(true);
  });

  test('an abort removes it', async () => {
    const controller = new AbortController();
    const running = run(
      ['/wait'],
      { init: false },
      {
        stdout: () => {
          controller.abort(new Error('enough'));
        },
        signal: controller.signal,
      },
    );
    expect(String(await errorOf(running))).toBe('Error: enough');
  });

  describe('images', () => {
    const reference = 'statix.local/podman-test:1';
    let printed: string[];

    /** A step that shows a file of another stage, which only a mount brings it. */
    const build = (part: string, command = '/show') =>
      real.engine.buildImage({
        context: packArchive([
          { path: 'part', mode: 0o644, content: Buffer.from(part) },
          {
            path: 'Dockerfile',
            mode: 0o644,
            content: Buffer.from(`ARG BASE
FROM \${BASE} AS one
COPY part /part
FROM \${BASE} AS two
RUN --mount=type=bind,from=one,source=/part,target=/given ["${command}"]
`),
          },
        ]),
        buildArguments: { BASE: image },
        labels: { 'dev.statix.test': part.trim() },
        reference,
        onEvent: (event) => {
          if (event.kind === 'log' && event.stage === 'two') printed.push(event.line);
        },
      });

    beforeEach(() => {
      printed = [];
    });

    afterAll(() => real.engine.removeImage(reference));

    test('one is made, and made again of what has changed in a stage that a step mounts', async () => {
      expect((await build('first\n')).labels).toMatchObject({ 'dev.statix.test': 'first' });
      expect(printed).toContain('first');
      const made = await build('second\n');
      expect(made.labels).toMatchObject({ 'dev.statix.test': 'second' });
      expect(made.tags).toEqual([reference]);
      expect(printed).toContain('second');
    });

    test('fault: a step that fails', async () => {
      const error = await statixErrorOf(build('third\n', '/hello'));
      expect(error.code).toBe('STATIX_IMAGE_STAGE_FAILED');
      expect(error.what).toContain("'two'");
      expect(error.why).toContain('exit status 3');
      expect(error.excerpt).toContain('to out');
    });
  });
}

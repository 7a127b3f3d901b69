import { randomBytes } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { packArchive } from '../archive/pack-archive.js';
import { errorOf, statixErrorOf } from '@statix/contract/testing/expect-error';
import type { EngineFacts } from '../connection/engine-facts.js';
import { RealEngine } from '../testing/real-engine.js';
import type { ContainerIo, ContainerSpec, RunningContainer } from './container-spec.js';

jest.setTimeout(120_000);

let real: RealEngine;
let facts: EngineFacts;
let image: string;
const volume = `statix-test-${randomBytes(6).toString('hex')}`;

beforeAll(async () => {
  real = await RealEngine.connect();
  facts = await real.engine.facts();
  image = await real.image({
    hello: [{ print: 'to out\n' }, { print: 'to err\n', to: 'stderr' }, { exit: 3 }],
    wait: [{ print: 'waiting' }, 'pause'],
    crash: ['crash'],
    abort: ['abort'],
    echo: ['echo'],
    keep: ['pause'],
    'host-name': [{ printFile: '/proc/sys/kernel/hostname' }],
    cgroup: [{ printFile: '/proc/self/cgroup' }],
    flood: [{ printForEver: 'x'.repeat(4000) }],
    hungry: ['echo', { allocate: 64 * 1024 * 1024 }],
    status: [{ printFile: '/proc/self/status' }],
    argument: [{ printArgument: 5 }],
    'read-volume': [{ printFile: '/data/in' }, { createFile: '/data/out', content: 'made' }],
    // Not in /: that is a folder which an image need not say anything of, and Podman takes it for read-only then.
    'write-root': [{ createFile: '/folder/made', content: 'x' }, { printFile: '/folder/made' }],
    'folder/.keep': [],
    'proc/.keep': [],
  });
  await real.engine.ensureVolume(volume, { 'dev.statix.test': 'yes' });
  await real.engine.ensureVolume(volume, {});
});

afterEach(async () => {
  expect(await real.leftBehind()).toEqual([]);
});

afterAll(async () => {
  await real.engine.removeImage(image);
  await real.removeVolume(volume);
  await real.close();
});

function spec(command: string[], change: Partial<ContainerSpec> = {}): ContainerSpec {
  return {
    image,
    command,
    environment: {},
    purpose: 'test',
    network: 'none',
    limits: {},
    ...change,
  };
}

async function run(command: string[], change?: Partial<ContainerSpec>, io: ContainerIo = {}) {
  const outputs = { stdout: '', stderr: '' };
  const { result } = await real.engine.runContainer(spec(command, change), {
    stdout: (chunk) => (outputs.stdout += chunk.toString()),
    stderr: (chunk) => (outputs.stderr += chunk.toString()),
    ...io,
  });
  return { ...result, ...outputs };
}

describe('runContainer on a real engine', () => {
  test.each([true, false])('outputs and exit code (init: %s)', async (init) => {
    expect(await run(['/hello'], { init })).toEqual({
      exitCode: 3,
      oomKilled: false,
      timedOut: false,
      stdout: 'to out\n',
      stderr: 'to err\n',
    });
  });

  test('arguments', async () => {
    expect((await run(['/argument', 'a b c'])).stdout).toBe('a b c');
  });

  test('a crash', async () => {
    expect(await run(['/crash'])).toMatchObject({ exitCode: 132, signal: 'SIGILL' });
  });

  test('abort() is SIGABRT under an init; as process 1 a program survives the signal and crashes', async () => {
    expect(await run(['/abort'])).toMatchObject({ exitCode: 134, signal: 'SIGABRT' });
    expect(await run(['/abort'], { init: false })).toMatchObject({
      exitCode: 139,
      signal: 'SIGSEGV',
    });
  });

  test('the host name is the same everywhere, and the cgroup of the host is not seen', async () => {
    expect((await run(['/host-name'])).stdout).toBe('statix\n');
    // Each line ends with the path within the namespace: `/`, but for controllers without one.
    const { stdout } = await run(['/cgroup'], { init: false });
    // docs/engines.md: Podman on cgroup v1 has no namespace for it.
    if (facts.name !== 'Podman') expect(stdout).not.toMatch(/docker|[0-9a-f]{64}/);
  });

  test('standard input flows and ends', async () => {
    const stdin = Buffer.from('x'.repeat(300_000));
    const { stdout, exitCode } = await run(['/echo'], {}, { stdin });
    expect([stdout.length, exitCode]).toEqual([300_000, 0]);
    expect((await run(['/echo'], {}, { stdin: Readable.from(['a', 'b']) })).stdout).toBe('ab');
    expect((await run(['/echo'], {}, { stdin: Buffer.alloc(0) })).stdout).toBe('');
    expect((await run(['/echo'])).stdout).toBe('');
  });

  test('input that nobody reads is no error, and one that fails is', async () => {
    const flood = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(65_536);
      })(),
    );
    expect(await run(['/hello'], {}, { stdin: flood })).toMatchObject({ exitCode: 3 });
    expect(flood.destroyed).toBe(true);
    const failing = Readable.from(
      (async function* () {
        yield 'a';
        await Promise.reject(new Error('mine'));
      })(),
    );
    expect(String(await errorOf(run(['/echo'], {}, { stdin: failing })))).toBe('Error: mine');
  });

  test('input that has not ended when the program has', async () => {
    const stdin = new PassThrough();
    expect(await run(['/hello'], {}, { stdin })).toMatchObject({ exitCode: 3 });
    expect(stdin.destroyed).toBe(true);
  });

  test('an abort while input is open ends and removes it', async () => {
    const controller = new AbortController();
    const stdin = new PassThrough();
    stdin.write('go');
    const stdout = (): void => {
      controller.abort(new Error('enough'));
    };
    const running = run(['/echo'], {}, { stdin, stdout, signal: controller.signal });
    expect(String(await errorOf(running))).toBe('Error: enough');
    expect(stdin.destroyed).toBe(true);
  });

  test('the memory limit', async () => {
    const limits = { memoryBytes: 16 * 1024 * 1024 };
    // It waits for the end of its input: containerd follows the memory of a container that has started, and never
    // hears of a program that is killed before that (seen under load).
    const stdin = new PassThrough();
    const ran = await real.engine.runContainer(
      spec(['/hungry'], { limits, init: false }),
      { stdin },
      { started: () => stdin.end() },
    );
    expect(ran.result).toMatchObject(
      facts.limitsMemory
        ? { exitCode: 137, signal: 'SIGKILL', oomKilled: true }
        : { exitCode: 0, oomKilled: false },
    );
    expect((await run(['/hungry'])).exitCode).toBe(0);
  });

  test('the kernel’s word on the rights that are left', async () => {
    const { stdout } = await run(['/status'], { user: '12345:54321', init: false });
    expect(stdout).toMatch(/^NoNewPrivs:\t1$/m);
    expect(stdout).toMatch(/^CapEff:\t0+$/m);
    expect(stdout).toMatch(/^CapBnd:\t0+$/m);
    expect(stdout).toMatch(/^Uid:\t12345\t12345\t12345\t12345$/m);
    expect(stdout).toMatch(/^Gid:\t54321\t54321\t54321\t54321$/m);
    expect(stdout).toMatch(/^Seccomp:\t2$/m);
  });

  test('a read-only root', async () => {
    expect((await run(['/write-root'])).stdout).toBe('x');
    expect((await run(['/write-root'], { readOnlyRoot: true })).stdout).toBe('');
  });

  test('a program that is not there cannot be started', async () => {
    const result = await run(['/nothing'], { init: false });
    expect(result.startError).toContain('/nothing');
    expect(result.exitCode).toBe(127);
  });

  test('the time-out', async () => {
    expect(await run(['/wait'], {}, { timeoutMilliseconds: 1 })).toMatchObject({
      exitCode: 137,
      signal: 'SIGKILL',
      timedOut: true,
    });
  });

  test('an abort ends and removes it', async () => {
    const controller = new AbortController();
    const stdout = (): void => {
      controller.abort(new Error('enough'));
    };
    const running = run(['/wait'], {}, { stdout, signal: controller.signal });
    expect(String(await errorOf(running))).toBe('Error: enough');
  });

  test('attack: a flood of output takes no memory here, however slow it is taken', async () => {
    const controller = new AbortController();
    const before = process.memoryUsage().rss;
    let [seen, most] = [0, 0];
    const stdout = async (chunk: Buffer): Promise<void> => {
      seen += chunk.byteLength;
      most = Math.max(most, process.memoryUsage().rss - before);
      if (seen > 256 * 1024 ** 2) controller.abort(new Error('enough'));
      await new Promise(setImmediate);
    };
    const running = run(['/flood'], {}, { stdout, signal: controller.signal });
    expect(String(await errorOf(running))).toBe('Error: enough');
    expect(most).toBeLessThan(160 * 1024 ** 2);
  });

  describe('a container that is kept running', () => {
    const keep = <T>(use: (container: RunningContainer) => Promise<T>, signal?: AbortSignal) =>
      real.engine.withRunningContainer(spec(['/keep']), { signal }, use);

    async function exec(container: RunningContainer, program: string, io: ContainerIo = {}) {
      const outputs = { stdout: '', stderr: '' };
      const result = await container.exec(
        { command: [program], environment: {} },
        {
          stdout: (chunk) => (outputs.stdout += chunk.toString()),
          stderr: (chunk) => (outputs.stderr += chunk.toString()),
          ...io,
        },
      );
      return { ...result, ...outputs };
    }

    test('commands, with outputs, input and exit codes', async () => {
      await keep(async (container) => {
        expect(await exec(container, '/hello')).toEqual({
          exitCode: 3,
          oomKilled: false,
          timedOut: false,
          stdout: 'to out\n',
          stderr: 'to err\n',
        });
        expect((await exec(container, '/echo', { stdin: Buffer.from('secret') })).stdout).toBe(
          'secret',
        );
        expect((await exec(container, '/echo')).stdout).toBe('');
        expect(await exec(container, '/crash')).toMatchObject({ exitCode: 132, signal: 'SIGILL' });
        expect(await exec(container, '/abort')).toMatchObject({ exitCode: 134, signal: 'SIGABRT' });
        const { content } = await container.getFile('/hello');
        content.destroy();
      });
    });

    test('a command that is not there', async () => {
      const result = await keep((container) => exec(container, '/missing'));
      // Docker 20.10 says 126, later ones 127.
      expect([126, 127]).toContain(result.exitCode);
      // docs/engines.md: Podman does not say why.
      expect(result.startError).toContain(facts.name === 'Podman' ? 'did not say' : '/missing');
    });

    test('a time-out kills it and its container', async () => {
      await keep(async (container) => {
        expect(await exec(container, '/wait', { timeoutMilliseconds: 1 })).toMatchObject({
          exitCode: 137,
          timedOut: true,
        });
        expect((await statixErrorOf(exec(container, '/hello'))).code).toBe(
          'STATIX_CONTAINER_ENDED',
        );
      });
    });

    test('attack: a command floods its output', async () => {
      const controller = new AbortController();
      let seen = 0;
      const running = keep(
        (container) =>
          exec(container, '/flood', {
            stdout: async (chunk) => {
              seen += chunk.byteLength;
              if (seen > 1024 ** 2) controller.abort(new Error('enough'));
              await new Promise(setImmediate);
            },
          }),
        controller.signal,
      );
      expect(String(await errorOf(running))).toBe('Error: enough');
    });

    test('what keeps it ends by itself', async () => {
      const running = real.engine.withRunningContainer(spec(['/hello']), {}, async (container) => {
        await exec(container, '/wait');
      });
      const { code } = await statixErrorOf(running);
      // The engine refuses the command if it has seen the end first.
      expect(['STATIX_CONTAINER_ENDED', 'STATIX_ENGINE_REFUSED']).toContain(code);
    });
  });

  test('files go in and out, through a volume that outlives its container', async () => {
    const volumes = [{ volume, target: '/data' }];
    let stdout = '';
    const looks: unknown[] = [];
    const { value } = await real.engine.runContainer(
      spec(['/read-volume'], { volumes }),
      { stdout: (chunk) => (stdout += chunk.toString()) },
      {
        before: async (container) => {
          await container.putArchive(
            '/data',
            packArchive([{ path: 'in', mode: 0o600, content: Buffer.from('came in') }]),
          );
          looks.push(await container.lookAt('/data/in'), await container.lookAt('/data/out'));
        },
        after: async (container, { exitCode }) => {
          looks.push(await container.lookAt('/data/in'), await container.lookAt('/data/out'));
          const { content, size, mode } = await container.getFile('/data/out');
          return { exitCode, size, mode, content: await text(content) };
        },
      },
    );
    expect(stdout).toBe('came in');
    const stamp = expect.any(String) as unknown;
    const file = { isRegular: true, size: 7, stamp };
    expect(looks).toEqual([file, undefined, looks[0], { ...file, size: 4 }]);
    expect(value).toEqual({ exitCode: 0, size: 4, mode: 0o644, content: 'made' });
    // The container is gone, the volume is not.
    expect((await run(['/read-volume'], { volumes })).stdout).toBe('came in');
  });

  test('a folder and a missing file do not come out', async () => {
    const codes: string[] = [];
    await real.engine.runContainer(
      spec(['/hello']),
      {},
      {
        after: async (container) => {
          for (const path of ['/proc', '/missing']) {
            codes.push((await statixErrorOf(container.getFile(path))).code);
          }
        },
      },
    );
    expect(codes).toEqual(['STATIX_CONTAINER_FILE_REFUSED', 'STATIX_CONTAINER_FILE_MISSING']);
  });

  test('a file of an image', async () => {
    const content = await real.engine.readFileFromImage(image, '/hello', { maxBytes: 100_000 });
    expect(content.subarray(1, 4).toString()).toBe('ELF');
    const tooLong = real.engine.readFileFromImage(image, '/hello', { maxBytes: 100 });
    expect((await statixErrorOf(tooLong)).code).toBe('STATIX_CONTAINER_FILE_REFUSED');
  });

  test('an image that is not there', async () => {
    const error = await statixErrorOf(run(['/hello'], { image: 'statix.local/none:0' }));
    expect(error).toMatchObject({ code: 'STATIX_ENGINE_REFUSED', status: 404 });
  });
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TestProcess } from '@statix/contract/testing/child-process';
import { errorOf } from '@statix/contract/testing/expect-error';
import { RealEngine } from '@statix/engine/testing/real-engine';
import { runFromScratch, type ScratchRequest } from './run-from-scratch.js';

jest.setTimeout(120_000);

let real: RealEngine;

beforeAll(async () => {
  real = await RealEngine.connect();
});

afterEach(async () => {
  expect(await real.leftBehind()).toEqual([]);
});

afterAll(() => real.close());

function run(program: string, change: Partial<ScratchRequest> = {}) {
  const { engine, env } = real;
  const request = { program, arguments: [], timeoutMilliseconds: 60_000, env, ...change };
  return runFromScratch(engine, request);
}

describe('runFromScratch on a real engine', () => {
  test('runs a static program', async () => {
    const program = await real.program({ printArgument: 9 }, { exit: 7 });
    const { result, stdout } = await run(program, { arguments: ['--version'] });
    expect(result).toEqual({ exitCode: 7, oomKilled: false, timedOut: false });
    expect(stdout.toString()).toBe('--version');
  });

  test('that it cannot be started is a result', async () => {
    const program = join(real.folder, 'garbage');
    await writeFile(program, 'no program at all');
    const { result } = await run(program);
    expect(result.startError).toBe('Exec format error');
    expect(result.exitCode).toBe(127);
  });

  test('a program that needs a loader cannot be started', async () => {
    const { result } = await run(process.execPath);
    expect(result.startError).toBe('No such file or directory');
  });

  test('fault: a program that aborts ends by SIGABRT, not by SIGSEGV', async () => {
    const { result } = await run(await real.program('abort'));
    expect(result).toEqual({ exitCode: 134, signal: 'SIGABRT', oomKilled: false, timedOut: false });
  });

  test('fault: a server is ended as soon as it has said what was expected', async () => {
    const program = await real.program({ print: 'listening on 8080\n' }, 'pause');
    const done = await run(program, {
      expectation: { stdout: '^listening on \\d+$' },
      timeoutMilliseconds: 3_600_000,
    });
    expect(done.endedAfterOutput).toBe(true);
    expect(done.stdout.toString()).toBe('listening on 8080\n');
  });

  test('a program that says what was expected and ends has its own exit code', async () => {
    const program = await real.program({ print: 'v1\n' }, { exit: 3 });
    const done = await run(program, { expectation: { stdout: '^v1$' } });
    expect(done.endedAfterOutput).toBe(false);
    expect(done.result.exitCode).toBe(3);
  });

  test('who expects an exit code waits for it', async () => {
    const program = await real.program({ print: 'v1\n' }, 'pause');
    const done = await run(program, {
      expectation: { stdout: '^v1$', exitCode: 0 },
      timeoutMilliseconds: 2500,
    });
    expect(done.endedAfterOutput).toBe(false);
    expect(done.result.timedOut).toBe(true);
  });

  test.each([
    [6, 'SIGABRT'],
    [9, 'SIGKILL'],
    [15, 'SIGTERM'],
    [40, 'signal 40'],
  ])('signal %i is told as the kernel tells it', async (number, signal) => {
    const { result } = await run(await real.program({ raise: number }));
    expect(result).toEqual({
      ...{ exitCode: 128 + number, signal },
      ...{ oomKilled: false, timedOut: false },
    });
  });

  test('memory that it was not given is told from a signal', async () => {
    // It waits for its input: containerd follows the memory of a container that has started, and never hears of one
    // that is killed before.
    const program = await real.program('echo', { allocate: 64 * 1024 ** 2 });
    const { result } = await run(program, { stdin: 'x', memoryBytes: 16 * 1024 ** 2 });
    const { limitsMemory } = await real.engine.facts();
    expect(result).toEqual(
      limitsMemory
        ? { exitCode: 137, signal: 'SIGKILL', oomKilled: true, timedOut: false }
        : { exitCode: 0, oomKilled: false, timedOut: false },
    );
  });

  test('one process is enough for a program of one', async () => {
    const { result } = await run(await real.program({ exit: 5 }), { pids: 1 });
    expect(result).toEqual({ exitCode: 5, oomKilled: false, timedOut: false });
  });

  test.each([134, 137, 139, 143])('exit code %i is no signal', async (code) => {
    const { result } = await run(await real.program({ exit: code }));
    expect(result).toEqual({ exitCode: code, oomKilled: false, timedOut: false });
  });

  test('a program is started under its own name', async () => {
    const program = await real.program({ printName: 17 });
    expect((await run(program, { name: 'my-tool.x' })).stdout.toString()).toBe('/program/my-tool.');
  });

  test('attack: the nonce of the report is in nothing that the program can read', async () => {
    const program = await real.program({ printFile: '/proc/1/cmdline' });
    const { stdout, result } = await run(program);
    expect(result.exitCode).toBe(0);
    expect(stdout.toString()).toMatch(/^\/statix\/start\0 {32}\0/);
    const environment = await real.program({ printFile: '/proc/1/environ' }, { print: 'end' });
    expect((await run(environment)).stdout.toString()).toBe('end');
  });

  test('attack: a program forges a report', async () => {
    const nonce = '0'.repeat(32);
    const forged = `\0statix ${nonce} exited 0 0 0 -1 0 0\n`;
    const program = await real.program({ print: forged, to: 'stderr' }, { exit: 3 });
    const { result, stderr } = await run(program);
    expect(result.exitCode).toBe(3);
    expect(stderr.toString()).toBe(forged);
  });

  test('text on standard input', async () => {
    const program = await real.program('echo');
    expect((await run(program, { stdin: 'some text' })).stdout.toString()).toBe('some text');
    expect((await run(program)).stdout.toString()).toBe('');
  });

  test('files that were asked for, which nobody can write to', async () => {
    const program = await real.program(
      { printFile: '/etc/app.toml' },
      { createFile: '/etc/app.toml', content: 'changed' },
      { printFile: '/etc/app.toml' },
    );
    const files = [{ path: '/etc/app.toml', content: Buffer.from('a = 1\n') }];
    expect((await run(program, { files })).stdout.toString()).toBe('a = 1\na = 1\n');
  });

  test('on top of an image', async () => {
    const reference = `statix.local/test-root-${Math.random().toString(36).slice(2)}:1`;
    const image = await real.image({ 'etc/issue': [{ print: '' }] }, reference);
    try {
      const program = await real.program(
        { printFile: '/etc/app' },
        { printFile: '/etc/issue' },
        { createFile: '/etc/made', content: 'x' },
        { printFile: '/etc/made' },
      );
      const files = [{ path: '/etc/app', content: Buffer.from('app') }];
      const { base, stdout } = await run(program, { root: `image:${reference}`, files });
      expect(base).toEqual({ reference, id: image });
      expect(stdout.toString('latin1')).toMatch(/^app\x7fELF/);
      expect(stdout.toString('latin1')).not.toMatch(/x$/);
    } finally {
      await real.engine.removeImage(reference);
    }
  });

  describe('a server', () => {
    const http = { port: 8080, path: '/health', expectedStatus: 200 };
    const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
    const ready = { port: 8080 };

    test('is waited for, probed in its own network, and ended', async () => {
      const program = await real.program(
        ...[{ block: 15 }, { listen: 8080 }, { print: 'up\n' }, { answer }],
        ...[{ waitFor: 15 }, { print: 'bye\n' }, { exit: 4 }],
      );
      const expectation = { ready, probe: { http }, stop: 'SIGTERM' };
      const { result, server, stdout } = await run(program, { expectation });
      expect(stdout.toString()).toBe('up\nbye\n');
      expect(result).toEqual({ exitCode: 4, oomKilled: false, timedOut: false });
      expect(server?.phase).toBe('stopped');
      expect(server?.connection?.answer.toString()).toBe(answer);
      expect(server?.connection?.closed).toBe(true);
    });

    test('is ready when it has said so', async () => {
      const program = await real.program({ listen: 80 }, { print: 'listening\n' }, 'pause');
      const expectation = { ready: { stdout: '^listening$' }, probe: { tcp: 80 }, stop: 'SIGINT' };
      const { result, server } = await run(program, { expectation });
      expect(result).toMatchObject({ exitCode: 130, signal: 'SIGINT' });
      expect(server).toMatchObject({ phase: 'stopped', connection: { closed: false } });
      expect(server?.connection?.error).toBeUndefined();
    });

    test('fault: one that listens nowhere', async () => {
      const program = await real.program('pause');
      const expectation = { ready, stop: 'SIGTERM' };
      const { result, server } = await run(program, { expectation, timeoutMilliseconds: 500 });
      expect(result).toMatchObject({ timedOut: true });
      expect(server?.phase).toBe('not-ready');
    });

    test('fault: one that ends before it is ready', async () => {
      const program = await real.program({ exit: 3 });
      const { result, server } = await run(program, { expectation: { ready, stop: 'SIGTERM' } });
      expect(result).toEqual({ exitCode: 3, oomKilled: false, timedOut: false });
      expect(server).toEqual({ phase: 'not-ready', connection: undefined });
    });

    test('fault: one that takes no notice of the signal', async () => {
      const program = await real.program({ block: 15 }, { listen: 8080 }, 'pause');
      const expectation = { ready, stop: 'SIGTERM' };
      const { result, server } = await run(program, { expectation, timeoutMilliseconds: 1000 });
      expect(result).toMatchObject({ timedOut: true });
      expect(server?.phase).toBe('stopped');
    });

    test('fault: one that says that it is ready and listens nowhere', async () => {
      const program = await real.program({ print: 'up' }, 'pause');
      const { server } = await run(program, {
        expectation: { ready: { stdout: 'up' }, probe: { tcp: 9 }, stop: 'SIGTERM' },
      });
      expect(server).toMatchObject({
        phase: 'stopped',
        connection: { error: 'Connection refused' },
      });
    });

    test('one that answers and ends with it', async () => {
      const program = await real.program({ listen: 8080 }, { answer }, { exit: 0 });
      const { result, server } = await run(program, {
        expectation: { ready, probe: { http }, stop: 'SIGTERM' },
      });
      expect(result.exitCode).toBe(0);
      expect(server?.connection?.answer.toString()).toBe(answer);
    });
  });

  test('nothing can be written except where it was asked for', async () => {
    const program = await real.program(
      { createFile: '/made', content: 'no' },
      { createFile: '/tmp/made', content: 'yes' },
      { printFile: '/made' },
      { printFile: '/tmp/made' },
    );
    expect((await run(program, { tmpfs: ['/tmp'] })).stdout.toString()).toBe('yes');
  });

  test('output without end is cut and ends with the time-out', async () => {
    const program = await real.program({ printForEver: 'spam ' });
    const run1 = await run(program, { maxOutputBytes: 7, timeoutMilliseconds: 200 });
    expect(run1.stdout.toString()).toBe('spam sp');
    expect(run1.outputTruncated).toBe(true);
    expect(run1.result.timedOut).toBe(true);
  });

  test('an abort leaves nothing', async () => {
    const program = await real.program('pause');
    const controller = new AbortController();
    const running = run(program, { signal: controller.signal });
    controller.abort(new Error('enough'));
    expect(String(await errorOf(running))).toBe('Error: enough');
  });

  test('what a killed process left is removed by the next', async () => {
    const program = await real.program({ print: 'x' }, 'pause');
    const killed = new TestProcess(join(__dirname, '../testing/scratch-program.ts'), {
      args: [program],
      env: real.env,
    });
    await killed.says('started');
    expect(await real.engine.reapLeftovers()).toBe(0);
    expect(await real.leftBehind()).toHaveLength(2);
    killed.kill('SIGKILL');
    await killed.ended();
    expect(await real.engine.reapLeftovers()).toBe(2);
  });
});

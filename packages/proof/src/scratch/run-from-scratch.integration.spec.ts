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
    // Docker's init tries it as a script of a shell that is not there; see `withStartFailure`.
    expect(result.startError).toMatch(/exec format error|no such file or directory/i);
    expect(result.exitCode).not.toBe(0);
  });

  test('a program that needs a loader cannot be started', async () => {
    const { result } = await run(process.execPath);
    expect(result.startError).toMatch(/^no such file or directory$/i);
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

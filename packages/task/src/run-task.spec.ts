import { join } from 'node:path';
import { StatixError } from '@statix/contract';
import { TestProcess } from '@statix/contract/testing/child-process';
import { runTask } from './run-task.js';

let printed: string;

beforeEach(() => {
  printed = '';
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
});

describe('runTask', () => {
  test('succeeds in silence', async () => {
    expect(await runTask(async () => undefined)).toEqual({ success: true });
    expect(printed).toBe('');
  });

  test('prints an error once, by its code, without a stack', async () => {
    const error = new StatixError({ code: 'STATIX_TEST', what: 'it broke', remedies: ['mend it'] });
    expect(await runTask(() => Promise.reject(error))).toEqual({ success: false });
    expect(printed).toBe('STATIX_TEST  it broke\n\n  1. mend it\n');
  });

  test('takes an error that is thrown before there is a promise', async () => {
    const work = (): Promise<void> => {
      throw new StatixError({ code: 'STATIX_TEST', what: 'at once' });
    };
    expect(await runTask(work)).toEqual({ success: false });
    expect(printed).toContain('STATIX_TEST');
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'disconnect'] as const)(
    'aborts on %s and waits for the clean-up',
    async (ending) => {
      const before = process.listenerCount(ending);
      let cleanedUp = false;
      const outcome = runTask(async (signal) => {
        process.emit(ending as 'disconnect');
        expect(signal.aborted).toBe(true);
        await Promise.resolve();
        cleanedUp = true;
        signal.throwIfAborted();
      });
      expect(await outcome).toEqual({ success: false });
      expect(cleanedUp).toBe(true);
      expect(printed).toBe('Stopped.\n');
      expect(process.listenerCount(ending)).toBe(before);
    },
  );

  test('an abort is no success, even if the work finishes', async () => {
    const outcome = runTask(async () => {
      process.emit('SIGTERM');
    });
    expect(await outcome).toEqual({ success: false });
  });

  test('does not wait for ever for work that does not clean up', async () => {
    const outcome = runTask(
      () => {
        process.emit('SIGTERM');
        return new Promise(() => undefined);
      },
      { graceMilliseconds: 1 },
    );
    expect(await outcome).toEqual({ success: false });
    expect(printed).toBe('Stopped, before everything was cleaned up.\n');
  });
});

describe('runTask in a process of its own', () => {
  test('SIGTERM', async () => {
    const task = new TestProcess(join(__dirname, 'testing/run-task-program.ts'), {});
    await task.says('working');
    task.kill('SIGTERM');
    const { code, stdout, stderr } = await task.ended();
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: 'working\ncleaned up\n{"success":false}\nlisteners 0\n',
      stderr: 'Stopped.\n',
    });
  });

  test('the parent is gone: only its channel closes', async () => {
    const task = new TestProcess(join(__dirname, 'testing/run-task-program.ts'), {});
    await task.says('working');
    task.child.disconnect();
    const { stdout, stderr } = await task.ended();
    expect(stdout).toContain('{"success":false}');
    expect(stderr).toBe('Stopped.\n');
  });
});

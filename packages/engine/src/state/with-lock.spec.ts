import { existsSync, mkdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { TestProcess } from '@statix/contract/testing/child-process';
import { errorOf, statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { withLock } from './with-lock.js';

const newFolder = temporaryFolders();

function environment() {
  const env = { STATIX_STATE_DIR: newFolder() };
  return { env, lockPath: join(env.STATIX_STATE_DIR, 'locks', 'image.lock') };
}

describe('withLock', () => {
  test('returns what the work returns and releases', async () => {
    const { env, lockPath } = environment();
    const value = await withLock('image', async () => existsSync(lockPath), { env });
    expect(value).toBe(true);
    expect(existsSync(lockPath)).toBe(false);
  });

  test('releases when the work fails', async () => {
    const { env, lockPath } = environment();
    const failing = withLock('image', () => Promise.reject(new Error('no')), { env });
    expect(String(await errorOf(failing))).toBe('Error: no');
    expect(existsSync(lockPath)).toBe(false);
  });

  test('fault: the state folder takes nothing: a folder that even root may not write to', async () => {
    const { env } = environment();
    symlinkSync('/sys', join(env.STATIX_STATE_DIR, 'locks'));
    const error = await statixErrorOf(withLock('image', () => Promise.resolve(), { env }));
    expect(error.code).toBe('STATIX_STATE_UNWRITABLE');
    expect(error.remedies.at(-1)?.snippet).toContain('STATIX_STATE_DIR');
  });

  test('one at a time within a process', async () => {
    const { env } = environment();
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, (inside += 1));
      await new Promise(setImmediate);
      inside -= 1;
    };
    await Promise.all([1, 2, 3].map(() => withLock('image', work, { env })));
    expect(most).toBe(1);
  });

  test('who may not take it yet lets others go first', async () => {
    const { env } = environment();
    const order: string[] = [];
    const large = withLock('image', () => Promise.resolve(order.push('large')), { env });
    const small = withLock('image', () => Promise.resolve(order.push('small')), {
      env,
      mayTake: () => Promise.resolve(order.includes('large')),
    });
    await Promise.all([small, large]);
    expect(order).toEqual(['large', 'small']);
  });

  test('who waits for its turn alone is not told that somebody holds the lock', async () => {
    const { env } = environment();
    const order: string[] = [];
    await withLock('image', () => Promise.resolve(order.push('small')), {
      env,
      mayTake: () => Promise.resolve(order.push('asked') > 1),
      onWait: () => order.push('waits'),
    });
    expect(order).toEqual(['asked', 'asked', 'small']);
  });

  test('an error of who is told that it waits is that error', async () => {
    const { env } = environment();
    await withLock(
      'image',
      async () => {
        const waiting = withLock('image', () => Promise.resolve(), {
          env,
          mayTake: () => Promise.resolve(true),
          onWait: () => {
            throw new Error('nobody listens');
          },
        });
        expect(String(await errorOf(waiting))).toBe('Error: nobody listens');
      },
      { env },
    );
  });

  test('the signal ends the waiting of who may not take it', async () => {
    const { env } = environment();
    const ended = new AbortController();
    const waiting = withLock('image', () => Promise.resolve(), {
      env,
      signal: ended.signal,
      mayTake: () => {
        ended.abort(new Error('ended'));
        return Promise.resolve(false);
      },
    });
    expect(String(await errorOf(waiting))).toBe('Error: ended');
  });

  test('one at a time between two processes', async () => {
    const { env } = environment();
    const first = new TestProcess(join(__dirname, '../testing/lock-program.ts'), {
      args: ['image'],
      env,
    });
    await first.says('holding');
    const second = new TestProcess(join(__dirname, '../testing/lock-program.ts'), {
      args: ['image'],
      env,
    });
    await second.says('waiting');
    first.child.send('go on');
    expect((await first.ended()).stdout).toBe('holding\nreleased\n');
    await second.says('holding');
    second.child.send('go on');
    expect((await second.ended()).stdout).toBe('waiting\nholding\nreleased\n');
  });

  test('takes over the lock of a process that was killed', async () => {
    const { env, lockPath } = environment();
    const holder = new TestProcess(join(__dirname, '../testing/lock-program.ts'), {
      args: ['image'],
      env,
    });
    await holder.says('holding');
    holder.kill('SIGKILL');
    await holder.ended();
    expect(existsSync(lockPath)).toBe(true);
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(lockPath, longAgo, longAgo);
    expect(await withLock('image', async () => 'mine', { env })).toBe('mine');
  });

  test('stops waiting on abort, and says once that it waits', async () => {
    const { env, lockPath } = environment();
    mkdirSync(lockPath, { recursive: true });
    const controller = new AbortController();
    const onWait = jest.fn(() => {
      controller.abort(new Error('enough'));
    });
    const waiting = withLock('image', async () => undefined, {
      env,
      signal: controller.signal,
      onWait,
    });
    expect(String(await errorOf(waiting))).toBe('Error: enough');
    expect(onWait).toHaveBeenCalledTimes(1);
  });

  test('a lock that is taken away ends in STATIX_LOCK_LOST, and the work is told', async () => {
    const { env, lockPath } = environment();
    const error = await statixErrorOf(
      withLock(
        'image',
        (lost) => {
          rmSync(lockPath, { recursive: true });
          return new Promise((resolve) => {
            lost.addEventListener('abort', resolve);
          });
        },
        { env },
      ),
    );
    expect(error.code).toBe('STATIX_LOCK_LOST');
    expect(existsSync(lockPath)).toBe(false);
  });
});

import { nxRunStart, type ProcessFacts } from './run-start.js';

const processes: Record<number, ProcessFacts> = {
  10: { parent: 1, argv: ['node', '/app/node_modules/.bin/nx', 'run', 'app:build'], started: 1000 },
  11: {
    parent: 10,
    argv: ['sh', '-c', 'node /app/node_modules/nx/dist/src/tasks-runner/fork.js /tmp/x.sock'],
    started: 3000,
  },
  12: {
    parent: 11,
    argv: ['node', '/app/node_modules/nx/dist/src/tasks-runner/fork.js', '/tmp/x.sock'],
    started: 3010,
  },
  13: { parent: 12, argv: ['node', '/app/node_modules/nx/bin/run-executor.js'], started: 3100 },
};
const env = { NX_TASK_HASH: '1' };
const read = (pid: number) => processes[pid];

test.each([
  ['forked', 10],
  ['in a pseudo terminal', 12],
])('the start of Nx, where the executor is %s', (_name, ppid) => {
  // The difference of two starts that were cut to ticks, and a tick.
  expect(nxRunStart({ env, pid: 13, ppid, ownStart: 500_000, read })).toBe(497_910);
});

test('not known outside of a run of tasks, nor where there is no /proc', () => {
  expect(nxRunStart({ env: {}, pid: 13, ppid: 10, ownStart: 500_000, read })).toBeUndefined();
  expect(
    nxRunStart({ env, pid: 13, ppid: 10, ownStart: 1, read: () => undefined }),
  ).toBeUndefined();
});

test('a real parent began before its child', () => {
  const start = nxRunStart({ env });
  expect(start).toBeLessThanOrEqual(performance.timeOrigin);
  expect(start).toBeGreaterThan(Date.now() - 24 * 60 * 60 * 1000);
});

test('fault: the clock is set back while a task waits: what is edited after that is newer than the run', () => {
  const edited = performance.timeOrigin - 3_600_000;
  jest.spyOn(Date, 'now').mockReturnValue(edited);
  expect(nxRunStart({ env, pid: 13, ppid: 10, read })).toBeLessThan(edited);
  jest.restoreAllMocks();
});

test('fault: the machine has slept since: the run did not begin later for that', () => {
  const before = nxRunStart({ env, pid: 13, ppid: 10, read });
  jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000);
  expect(nxRunStart({ env, pid: 13, ppid: 10, read })).toBeLessThanOrEqual((before ?? 0) + 10);
  jest.restoreAllMocks();
});

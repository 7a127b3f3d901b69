import { CHECK_IDS, RUN_CHECK_IDS } from './check-ids.js';
import { runChecks } from './run-checks.js';

test('every check of a run can be overridden by its id', () => {
  const run = {
    result: { exitCode: 0, oomKilled: false, timedOut: false },
    stdout: Buffer.alloc(0),
    stderr: Buffer.alloc(0),
    outputTruncated: false,
  };
  const idsOf = (...args: Parameters<typeof runChecks>) => runChecks(...args).map(({ id }) => id);
  expect(idsOf(run, { timeoutSeconds: 1 })).toEqual([...RUN_CHECK_IDS]);
  const everything = {
    ...{ timeoutSeconds: 1, exitCode: 0, signal: 'SIGTERM', stdout: '', stderr: '' },
    ...{ ready: { port: 1 }, probe: { tcp: 1 }, stop: 'SIGTERM' },
  };
  const made = idsOf(run, everything, 'image:x');
  expect(made).toHaveLength(9);
  expect(made.filter((id) => !CHECK_IDS.some((known) => known === id))).toEqual([]);
});

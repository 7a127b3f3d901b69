import { CHECK_IDS, RUN_CHECK_IDS } from './check-ids.js';
import { runChecks } from './run-checks.js';

test('every check of a run can be overridden by its id', () => {
  const run = {
    result: { exitCode: 0, oomKilled: false, timedOut: false },
    stdout: Buffer.alloc(0),
    stderr: Buffer.alloc(0),
    outputTruncated: false,
  };
  const made = runChecks(run, { timeoutSeconds: 1 }).map(({ id }) => id);
  expect(made).toEqual([...RUN_CHECK_IDS]);
  expect(made.filter((id) => !CHECK_IDS.some((known) => known === id))).toEqual([]);
});

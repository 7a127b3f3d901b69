import { NextestResults } from './nextest-results.js';

/** What nextest 0.9.100 prints, both outputs in one. */
const printed = [
  '    Starting 4 tests across 2 binaries (1 test skipped)',
  '{"type":"suite","event":"started","test_count":1,"nextest":{"crate":"app","test_binary":"app","kind":"lib"}}',
  '{"type":"test","event":"started","name":"app::app$tests::t"}',
  '{"type":"test","event":"ok","name":"app::app$tests::t","exec_time":0.008390184}',
  '        PASS [   0.008s] app tests::t',
  '{"type":"test","event":"failed","name":"app::it$crashes","exec_time":0.006408772,"stdout":""}',
  '{"type":"test","event":"ignored","name":"app::it$later"}',
  String.raw`{"type":"test","event":"failed","name":"app::it$fails","exec_time":0.00570821,"stdout":"said\n\nthread 'fails' (202) panicked at tests/it.rs:3:40:\nno\n"}`,
  '{"type":"test","event":"ok","name":"app::it$fails#2","exec_time":0.1}',
  '{"type":"suite","event":"failed","passed":0,"failed":1,"nextest":{}}',
  'error: test run failed',
];

test('which tests of which program ran, and how they ended; the events are not shown', () => {
  const results = new NextestResults();
  const shown = printed.filter((line) => !results.take(line));
  expect(shown).toEqual([printed[0], printed[4], printed.at(-1)]);
  expect(results.suites).toEqual([
    { name: 'app::app', failed: false, cases: [{ name: 'tests::t', status: 'passed' }] },
    {
      name: 'app::it',
      failed: true,
      cases: [
        { name: 'crashes', status: 'failed' },
        // Tried again, and passed then.
        { name: 'fails', status: 'passed' },
      ],
    },
  ]);
});

test('what a failed test printed is kept', () => {
  const results = new NextestResults();
  results.take(printed[7]!);
  expect(results.suites[0]!.cases[0]!.output).toMatch(/^said\n\nthread 'fails' .*\nno$/s);
});

test('attack: a test that prints more than a line may have has failed all the same', () => {
  const results = new NextestResults();
  expect(
    results.take('{"type":"test","event":"failed","name":"app::it$a \\"b","stdout":"xx… (9'),
  ).toBe(true);
  expect(results.suites[0]!.cases).toEqual([{ name: 'a "b', status: 'failed' }]);
});

test('attack: a line that only looks like an event is shown', () => {
  const results = new NextestResults();
  expect(results.take('{"type":"test","event":')).toBe(false);
  expect(results.take('{"type":"test","event":"ok","name":7}')).toBe(true);
  expect(results.suites).toEqual([]);
});

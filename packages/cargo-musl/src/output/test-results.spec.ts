import { renderJunit } from './junit.js';
import { TestResults, type TestSuite } from './test-results.js';

/** What cargo 1.96 and libtest print, both outputs in one. */
const printed = `   Compiling app v0.1.0 (/workspace/crates/app)
    Finished \`test\` profile [unoptimized + debuginfo] target(s) in 0.52s
     Running unittests src/lib.rs (/statix/target/x86_64-unknown-linux-musl/debug/deps/app-5a9af38ec7f24843)

running 4 tests
test tests::later ... ignored, not yet
test tests::panics - should panic ... ok
test tests::passes ... ok
test tests::fails ... FAILED

failures:

---- tests::fails stdout ----

thread 'tests::fails' (12) panicked at crates/app/src/lib.rs:9:9:
assertion \`left == right\` failed: one is <not> two
test of mine ... ok
  left: 1
 right: 2


failures:
    tests::fails

test result: FAILED. 2 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s

error: test failed, to rerun pass \`-p app --lib\`
     Running tests/crash.rs (/statix/target/x86_64-unknown-linux-musl/debug/deps/crash-0d2e4a1b6c7f8e90)

running 1 test
error: test failed, to rerun pass \`-p app --test crash\`

Caused by:
  process didn't exit successfully: \`/statix/target/x86_64-unknown-linux-musl/debug/deps/crash-0d2e4a1b6c7f8e90\` (signal: 11, SIGSEGV: invalid memory reference)
   Doc-tests app

running 2 tests
test crates/app/src/lib.rs - double (line 7) ... ok
test crates/app/src/lib.rs - never (line 12) - compile fail ... ok

test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.40s

error: 2 targets failed:
    \`-p app --lib\`
    \`-p app --test crash\`
`;

function read(text: string): readonly TestSuite[] {
  const results = new TestResults();
  for (const line of text.split('\n')) results.take(line);
  return results.suites;
}

const told = (suites: readonly TestSuite[]) =>
  suites.map(({ name, cases, failed, ended }) => ({
    name,
    cases: cases.map((one) => `${one.name} ${one.status}`),
    failed,
    ended,
  }));

test('which tests of which program ran, and how they ended', () => {
  const suites = read(printed);
  expect(told(suites)).toEqual([
    {
      name: 'unittests src/lib.rs',
      cases: [
        'tests::later ignored',
        'tests::panics passed',
        'tests::passes passed',
        'tests::fails failed',
      ],
      failed: true,
      ended: undefined,
    },
    {
      name: 'tests/crash.rs',
      cases: [],
      failed: true,
      ended: 'signal: 11, SIGSEGV: invalid memory reference',
    },
    {
      name: 'Doc-tests app',
      cases: [
        'crates/app/src/lib.rs - double (line 7) passed',
        'crates/app/src/lib.rs - never (line 12) passed',
      ],
      failed: false,
      ended: undefined,
    },
  ]);
  const [{ cases }] = suites as [TestSuite];
  expect(cases[3]!.output).toContain('one is <not> two');
});

test('with --nocapture a test that fails is known by the list at the end', () => {
  const text = `     Running tests/it.rs (target/debug/deps/it-1)

running 1 test
test loud ... something on the same line
FAILED

failures:

failures:
    loud

test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out
`;
  expect(told(read(text))[0]!.cases).toEqual(['loud failed']);
});

test('colours do not hide a result', () => {
  const text =
    '\u001b[1m\u001b[92m     Running\u001b[0m tests/it.rs (target/debug/deps/it-1)\ntest a ... \u001b[32mok\u001b[m\n';
  expect(told(read(text))[0]!.cases).toEqual(['a passed']);
});

test('JUnit has a failure for each test that failed, and for a program that names none', () => {
  const xml = renderJunit('app', read(printed));
  expect(xml).toContain('<testsuites name="app" tests="7" failures="2" skipped="1">');
  expect(xml).toContain('<testcase name="tests::passes" classname="unittests src/lib.rs"/>');
  expect(xml).toContain(
    '<testcase name="tests::later" classname="unittests src/lib.rs"><skipped/>',
  );
  expect(xml).toContain('one is &lt;not&gt; two');
  expect(xml).toContain(
    '<testcase name="tests/crash.rs" classname="tests/crash.rs"><failure message="">signal: 11, SIGSEGV',
  );
});

test('attack: what a test prints ends no element and is no XML that cannot be read', () => {
  const output = 'panicked at "]]></failure><system-out>" \u0000\u001b[2J\ud800 & \u{1f980}';
  const cases = [{ name: '"><x', status: 'failed' as const, output }];
  const xml = renderJunit('app', [{ name: 'it', cases, failed: true }]);
  expect(xml).not.toContain('<x');
  expect(xml).not.toContain('<system-out>');
  expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
  expect(xml).toContain('\u{1f980}');
  expect(xml.match(/<failure/g)).toHaveLength(1);
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isStatixError, type StatixError } from '@statix/contract';
import { BuildWorkspace } from '../../testing/build-workspace.js';
import { testedCrates, testedLock } from '../../testing/tested-crates.js';
import type { Tested } from './perform.js';

jest.setTimeout(10 * 60 * 1000);

const validation = join(__dirname, '../../../../../e2e/validation');

let workspace: BuildWorkspace;

beforeAll(async () => {
  process.env['NX_DAEMON'] = 'false';
  jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  workspace = await BuildWorkspace.create({
    'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\nresolver = "2"\n',
    'Cargo.lock': readFileSync(join(validation, 'Cargo.lock'), 'utf8') + testedLock,
    ...testedCrates,
  });
});

afterAll(async () => {
  await workspace.remove();
  jest.restoreAllMocks();
});

/** `suite: name status`, sorted. */
function told({ suites = [] }: Tested): string[] {
  return suites
    .flatMap(({ name, cases }) => cases.map((one) => `${name}: ${one.name} ${one.status}`))
    .sort();
}

function failure(project: string, options: Record<string, unknown> = {}): Promise<StatixError> {
  return caught(workspace.test(project, options));
}

async function caught(work: Promise<unknown>): Promise<StatixError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (isStatixError(error)) return error;
  throw new Error(`no error of ours: ${String(error)}`);
}

const declared = { network: 'loopback', writablePaths: ['/var/lib/shapes'] };

const junitOf = (project: string) =>
  readFileSync(
    join(workspace.root, `dist/test/${project}/x86_64-unknown-linux-musl/test/junit.xml`),
    'utf8',
  );

test('a library with unit, integration and doc tests, a dependency in C and dev-dependencies', async () => {
  const all = [
    'Doc-tests shapes: crates/shapes/src/lib.rs - double (line 7) passed',
    'tests/place.rs: cannot_write_to_crates passed',
    'tests/place.rs: is_static passed',
    'tests/place.rs: listens passed',
    'tests/place.rs: reads_its_files passed',
    'tests/place.rs: temporary_folder_is_empty_at_first passed',
    'tests/place.rs: uses_a_dev_dependency passed',
    'tests/place.rs: writes_outside passed',
    'unittests src/lib.rs: tests::doubles passed',
    'unittests src/lib.rs: tests::later ignored',
  ];
  expect(told(await workspace.test('shapes', declared))).toEqual(all);
  // Once more: nothing is left of the first run.
  expect(told(await workspace.test('shapes', declared))).toEqual(all);
  expect(junitOf('shapes')).toContain(
    '<testsuites name="shapes" tests="10" failures="0" skipped="1">',
  );
});

test('the unit tests of a procedural macro are of the host, its other tests of the target', async () => {
  expect(told(await workspace.test('macros'))).toEqual([
    'Doc-tests macros: crates/macros/src/lib.rs - same (line 5) passed',
    'tests/uses.rs: is_for_the_target passed',
    'unittests src/lib.rs: tests::is_for_the_host passed',
  ]);
});

test('a filter, arguments of the test programs, one kind of tests, and none', async () => {
  expect(told(await workspace.test('shapes', { filter: ['doubles'] }))).toEqual([
    'unittests src/lib.rs: tests::doubles passed',
  ]);
  expect(
    told(
      await workspace.test('shapes', { lib: true, args: ['--include-ignored', '--skip=doubles'] }),
    ),
  ).toEqual(['unittests src/lib.rs: tests::later passed']);
  expect(told(await workspace.test('shapes', { doc: true }))).toEqual([
    'Doc-tests shapes: crates/shapes/src/lib.rs - double (line 7) passed',
  ]);
  expect(await workspace.test('shapes', { noRun: true })).toEqual({ suites: undefined });
});

test('attack: what a test does not declare it has not, and the error says how to declare it', async () => {
  const { what, excerpt, remedies } = await failure('shapes');
  expect(what).toBe('2 of 9 tests of shapes failed');
  expect([...excerpt].sort()).toEqual([
    'listens  (tests/place.rs)',
    'writes_outside  (tests/place.rs)',
  ]);
  const snippets = remedies.map(({ snippet }) => snippet);
  expect(snippets).toContain('[package.metadata.statix.test-static]\nnetwork = "loopback"');
});

test('a program with a test that fails, by the name that cargo shows', async () => {
  workspace.annotated.length = 0;
  const { code, what, excerpt, remedies } = await failure('app');
  expect(code).toBe('STATIX_TESTS_FAILED');
  expect(what).toBe('1 of 3 tests of app failed');
  expect(excerpt).toEqual(['it_fails  (tests/it.rs)']);
  expect(remedies[0]?.snippet).toBe('npx nx run <project>:test-static --filter=it_fails');
  expect(workspace.annotated).toEqual([
    expect.stringMatching(/^::error file=crates\/app\/tests\/it.rs,line=9,col=5,title=it_fails /),
  ]);
  expect(junitOf('app')).toContain('one is &lt;not&gt; two');
  expect(told(await workspace.test('app', { filter: ['says_hello', 'unit'] }))).toEqual([
    'tests/it.rs: says_hello passed',
    'unittests src/main.rs: unit passed',
  ]);
});

test('check sees all targets, and says where it found what', async () => {
  expect(await workspace.check('app')).toEqual([]);
  workspace.write({ 'crates/app/tests/it.rs': '#[test]\nfn it() {\n    let unused = 1;\n}\n' });
  const place = { file: 'crates/app/tests/it.rs', line: 3, column: 9, endLine: 3 };
  const warning = {
    level: 'warning',
    message: 'unused variable: `unused`',
    code: 'unused_variables',
  };
  for (const run of ['first', 'from what was checked already'])
    expect([run, await workspace.check('app')]).toEqual([run, [{ ...warning, place }]]);
  const report = 'dist/check/app/x86_64-unknown-linux-musl/dev/code-quality.json';
  expect(readFileSync(join(workspace.root, report), 'utf8')).toContain('"begin": 3');
  workspace.write({ 'crates/app/tests/it.rs': 'fn broken() -> u8 { "" }\n' });
  expect((await caught(workspace.check('app'))).code).toBe('STATIX_CHECK_FAILED');
  expect(readFileSync(join(workspace.root, report), 'utf8')).toContain('"check_name": "E0308"');
});

test('clippy finds what rustc does not, with arguments of its own', async () => {
  workspace.write({
    'crates/helper/src/lib.rs': 'pub fn number() -> u8 { return 7; }\n',
  });
  expect(await workspace.check('helper')).toEqual([]);
  const place = { file: 'crates/helper/src/lib.rs', line: 1, column: 25, endLine: 1 };
  const found = await workspace.check('helper', { clippy: true });
  expect(found).toMatchObject([{ level: 'warning', code: 'clippy::needless_return', place }]);
  const denied = caught(
    workspace.check('helper', { clippy: true, args: ['-Dclippy::needless_return'] }),
  );
  expect((await denied).code).toBe('STATIX_CHECK_FAILED');
  const report = 'dist/check/helper/x86_64-unknown-linux-musl/dev/code-quality.json';
  expect(readFileSync(join(workspace.root, report), 'utf8')).toContain(
    '"check_name": "clippy::needless_return"',
  );
});

test('nextest runs the same tests, without those of the documentation', async () => {
  const nextest = { ...declared, testRunner: 'nextest' };
  expect(told(await workspace.test('shapes', nextest))).toEqual([
    'shapes::place: cannot_write_to_crates passed',
    'shapes::place: is_static passed',
    'shapes::place: listens passed',
    'shapes::place: reads_its_files passed',
    'shapes::place: temporary_folder_is_empty_at_first passed',
    'shapes::place: uses_a_dev_dependency passed',
    'shapes::place: writes_outside passed',
    'shapes::shapes: tests::doubles passed',
  ]);
  const filtered = { testRunner: 'nextest', filter: ['doubles'], lib: true };
  expect(told(await workspace.test('shapes', filtered))).toEqual([
    'shapes::shapes: tests::doubles passed',
  ]);
  const nothing = { testRunner: 'nextest', filter: ['no_test_has_this_name'] };
  expect(told(await workspace.test('shapes', nothing))).toEqual([]);
});

test('attack: nextest, too, runs tests with what they declare and no more', async () => {
  const { code, excerpt } = await failure('shapes', { testRunner: 'nextest' });
  expect(code).toBe('STATIX_TESTS_FAILED');
  expect([...excerpt].sort()).toEqual([
    'listens  (shapes::place)',
    'writes_outside  (shapes::place)',
  ]);
  expect(junitOf('shapes')).toContain('failures="2"');
});

test.each(['cargo', 'nextest'])(
  'coverage of the repository’s own files, with %s',
  async (runner) => {
    const { suites, coverage } = await workspace.test('shapes', {
      ...declared,
      testRunner: runner,
      coverage: true,
    });
    expect(told({ suites })).toContainEqual(expect.stringContaining('doubles passed'));
    const files = Object.fromEntries(
      coverage!.files.map(({ file, lines, hit }) => [file, [hit, lines]]),
    );
    // `helper` is used by a test, the ignored test never ran.
    expect(files['crates/helper/src/lib.rs']).toEqual([1, 1]);
    const [hit = 0, lines = 0] = files['crates/shapes/src/lib.rs']!;
    expect(lines - hit).toBe(1);
    expect(Object.keys(files).sort()).toEqual([
      'crates/helper/src/lib.rs',
      'crates/shapes/src/lib.rs',
      'crates/shapes/tests/place.rs',
    ]);
    const lcov = 'dist/test/shapes/x86_64-unknown-linux-musl/test/coverage.lcov';
    expect(readFileSync(join(workspace.root, lcov), 'utf8')).toBe(coverage!.lcov);
    // Tests that fail leave none of before.
    expect((await failure('shapes', { testRunner: runner, coverage: true })).code).toBe(
      'STATIX_TESTS_FAILED',
    );
    expect(existsSync(join(workspace.root, lcov))).toBe(false);
  },
);

test('tests that do not compile fail the build, and leave no results of before', async () => {
  workspace.write({ 'crates/app/tests/it.rs': 'fn broken(\n' });
  expect((await failure('app')).code).toBe('STATIX_BUILD_FAILED');
  expect(
    existsSync(join(workspace.root, 'dist/test/app/x86_64-unknown-linux-musl/test/junit.xml')),
  ).toBe(false);
});

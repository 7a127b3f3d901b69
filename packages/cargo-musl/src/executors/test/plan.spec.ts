import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { readRepository, repositoryFiles } from '@statix/cargo';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { statixPaths } from '../../cargo/arguments.js';
import { planCheck } from '../check/plan.js';
import { checkSchema } from '../check/schema.js';
import { planShell } from '../shell/plan.js';
import { shellSchema } from '../shell/schema.js';
import { planTests, type TestPlan } from './plan.js';
import { testSchema } from './schema.js';

const temporaryFolder = temporaryFolders();

const manifest = (name: string, more = '') =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${more}`;

const workspace = {
  'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\n[profile.small]\ninherits = "release"\n',
  'Cargo.lock': 'version = 4\n',
  'crates/app/Cargo.toml': manifest(
    'app',
    '[dependencies]\nlib = { path = "../lib" }\n[dev-dependencies]\nhelper = { path = "../helper" }\n',
  ),
  'crates/app/src/main.rs': '',
  'crates/app/tests/it.rs': '',
  'crates/helper/Cargo.toml': manifest('helper'),
  'crates/helper/src/lib.rs': '',
  'crates/lib/Cargo.toml': manifest('lib', '[dev-dependencies]\nhelper = { path = "../helper" }\n'),
  'crates/lib/src/lib.rs': '',
  'crates/lib/tests/own.rs': '',
};

function context() {
  const root = temporaryFolder();
  for (const [path, content] of Object.entries(workspace)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  const files = repositoryFiles(root);
  const manifests = Object.keys(workspace).filter((path) => path.endsWith('Cargo.toml'));
  const repository = readRepository(manifests, files);
  return { projectName: 'app', repository, files, configs: [] };
}

const place = { manifest: 'crates/app/Cargo.toml' };
const plan = (options: object = {}): TestPlan =>
  planTests(testSchema.parse({ ...place, ...options }), context());
/** Without what every command has. */
const own = (argv: readonly string[] | undefined) =>
  argv?.filter(
    (one, index) =>
      !['--offline', '--manifest-path', '--target', '--target-dir', '--config'].includes(one) &&
      !['--manifest-path', '--target', '--target-dir', '--config'].includes(argv[index - 1] ?? ''),
  );
const compiled = (options: object = {}) => own(plan(options).compile(statixPaths));
const run = (options: object = {}) => own(plan(options).run?.(statixPaths));

test('tests are compiled before any runs, and all of them run', () => {
  expect(compiled()).toEqual(['cargo', 'test', '--no-run', '--profile', 'test']);
  expect(run()).toEqual(['cargo', 'test', '--profile', 'test', '--no-fail-fast']);
  expect(run({ noRun: true })).toBeUndefined();
});

test('filters and arguments follow --, which tests are chosen stands before', () => {
  const chosen = { lib: true, tests: ['it'], filter: ['a', 'b'], args: ['--nocapture'] };
  expect(run({ ...chosen, failFast: true })).toEqual([
    ...['cargo', 'test', '--profile', 'test', '--lib', '--test', 'it'],
    ...['--', 'a', 'b', '--nocapture'],
  ]);
  expect(run({ doc: true })).toEqual([
    ...['cargo', 'test', '--profile', 'test', '--doc', '--no-fail-fast'],
  ]);
  expect(compiled({ doc: true })).toEqual(['cargo', 'build', '--profile', 'test', '--lib']);
});

test('nextest runs what cargo has compiled, with its own words for cargo’s flags', () => {
  const chosen = { tests: ['it'], filter: ['a'], args: ['--run-ignored'], testRunner: 'nextest' };
  expect(compiled(chosen)).toEqual([
    ...['cargo', 'test', '--no-run', '--profile', 'test', '--test', 'it'],
  ]);
  const argv = plan(chosen).run!(statixPaths, {
    jobs: 3,
    tools: { 'cargo-nextest': '/tools/cargo-nextest' },
  });
  expect(own(argv)).toEqual([
    ...['/tools/cargo-nextest', 'nextest', 'run', '--cargo-profile', 'test', '--test', 'it'],
    ...['--no-fail-fast', '--build-jobs', '3', '--no-tests', 'pass'],
    ...['--message-format', 'libtest-json-plus', 'a', '--', '--run-ignored'],
  ]);
});

test('coverage counts in all that is compiled for the target, and leaves the documentation out', () => {
  const { compile, run: tests, programs, seeds } = plan({ coverage: true });
  for (const argumentsOf of [compile, tests!, programs!, seeds]) {
    expect(argumentsOf(statixPaths).join(' ')).toContain('"-Cinstrument-coverage"');
  }
  expect(compiled({ coverage: true })).toContain('--tests');
  expect(run({ coverage: true })).toContain('--tests');
  expect(run({ coverage: true, lib: true })).not.toContain('--tests');
  expect(own(programs!(statixPaths))).toEqual([
    ...['cargo', 'test', '--no-run', '--quiet', '--profile', 'test', '--tests'],
    ...['--message-format', 'json'],
  ]);
  expect(plan().programs).toBeUndefined();
});

test('features, profile and linker are those that a build takes', () => {
  const options = {
    profile: 'small',
    features: ['x'],
    defaultFeatures: false,
    allocator: 'mimalloc',
  };
  const argv = plan(options).run!(statixPaths);
  expect(argv.join(' ')).toContain(
    '--profile small --no-fail-fast --no-default-features --features x',
  );
  expect(argv.join(' ')).toContain('x86_64-linux-musl-clang-mimalloc');
  expect(argv.join(' ')).toContain('+crt-static');
});

test('the inputs are those of the build, its own tests and dev-dependencies, and no tests of others', () => {
  const { inputs, compiled: packages } = plan();
  expect(inputs.sources).toEqual(
    expect.arrayContaining(['crates/app/**/*', 'crates/lib/**/*', 'crates/helper/**/*']),
  );
  expect(inputs.sources).not.toContain('!crates/app/tests/**/*');
  expect(inputs.sources).toContain('!crates/lib/tests/**/*');
  expect(packages.map(({ root }) => root)).toEqual(['crates/app', 'crates/helper', 'crates/lib']);
  const check = planCheck(checkSchema.parse(place), context());
  expect(check.inputs.sources).toEqual(inputs.sources);
  const shell = planShell(shellSchema.parse(place), context());
  expect(shell.inputs.sources).toContain('!crates/app/tests/**/*');
  expect(shell.inputs.sources).not.toContain('crates/helper/**/*');
});

test('a check looks at all targets, and clippy takes arguments', () => {
  const argv = (options: object) =>
    own(planCheck(checkSchema.parse({ ...place, ...options }), context()).arguments(statixPaths));
  const after = ['--profile', 'dev', '--all-targets', '--message-format'];
  expect(argv({})).toEqual(['cargo', 'check', ...after, 'json-diagnostic-rendered-ansi']);
  expect(argv({ clippy: true, args: ['-Dwarnings'] })).toEqual([
    ...['cargo', 'clippy', ...after, 'json-diagnostic-rendered-ansi', '--', '-Dwarnings'],
  ]);
  const plan = planCheck(checkSchema.parse({ ...place, clippy: true }), context());
  const tools = { 'cargo-clippy': '/tools/cargo-clippy' };
  expect(plan.arguments(statixPaths, { tools })[0]).toBe('/tools/cargo-clippy');
});

test('what cannot be is refused before anything runs', async () => {
  const codeOf = async (options: object) =>
    (await statixErrorOf(Promise.resolve().then(() => plan(options)))).code;
  expect(await codeOf({ tests: ['its'] })).toBe('STATIX_TEST_NOT_FOUND');
  expect(await codeOf({ doc: true, noRun: true })).toBe('STATIX_OPTION_INVALID');
  expect(await codeOf({ outputPath: '../x' })).toBe('STATIX_OUTPUT_PATH_REFUSED');
  expect(await codeOf({ profile: 'tset' })).toBe('STATIX_PROFILE_NOT_FOUND');
  expect(await codeOf({ doc: true, testRunner: 'nextest' })).toBe('STATIX_OPTION_INVALID');
  expect(await codeOf({ doc: true, coverage: true })).toBe('STATIX_OPTION_INVALID');
  expect(await codeOf({ noRun: true, coverage: true })).toBe('STATIX_OPTION_INVALID');
  for (const path of ['/', 'tmp', '/proc/x', '/a/', '/a:b', '/a/../c'])
    expect(testSchema.safeParse({ ...place, writablePaths: [path] }).success).toBe(false);
});

import { nearestName, outputFolder, StatixError } from '@statix/contract';
import type { CargoPackage } from '@statix/cargo';
import { cargoArguments, type ArgumentsOf } from '../../cargo/arguments.js';
import { planCargo, type CargoPlan, type PlanContext } from '../../plan/cargo-plan.js';
import { ownFolder } from '../../plan/own-folder.js';
import { requireForHost } from './on-host.js';
import type { TestOptions } from './schema.js';

/** What one run of the executor will do; nothing in it depends on the machine. */
export interface TestPlan extends CargoPlan {
  readonly options: TestOptions;
  /** What is compiled before any test runs. */
  readonly compile: ArgumentsOf;
  /** What runs the tests, with everything compiled; undefined where none are to run. */
  readonly run: ArgumentsOf | undefined;
  /** Makes cargo name the programs of the tests in JSON; undefined where lines are not counted. */
  readonly programs: ArgumentsOf | undefined;
  /** Compiles the crates that the tests need. */
  readonly seeds: ArgumentsOf;
  /** Repository-relative folder that receives the results. */
  readonly outputPath: string;
}

/**
 * Decides which tests cargo compiles and runs, from which files.
 *
 * @throws StatixError STATIX_TEST_NOT_FOUND, STATIX_OPTION_INVALID, STATIX_OUTPUT_PATH_REFUSED, and those of
 *   {@link planCargo}
 */
export function planTests(options: TestOptions, context: PlanContext): TestPlan {
  const { testRunner, coverage, doc, noRun } = options;
  if (doc && noRun) throw docWithoutRun();
  if (doc && testRunner === 'nextest') throw notOfDocumentation('testRunner', 'nextest');
  if (doc && coverage) throw notOfDocumentation('coverage', 'true');
  if (noRun && coverage) throw coverageWithoutRun();
  requireForHost(options);
  const plan = withCoverage(planCargo(options, context, { includeDev: true }), options);
  requireTests(options.tests, plan.package);
  const selection = selected(options);
  return {
    ...plan,
    options,
    compile: compileArguments(options, selection, plan),
    run: noRun ? undefined : runArguments(options, selection, plan),
    programs: coverage ? listArguments(selection, plan) : undefined,
    // `cargo test` has no `--keep-going`; the units of dependencies are the same.
    seeds: cargoArguments(['build'], ['--tests'], plan),
    outputPath: ownFolder(options.outputPath ?? outputFolder('test', context.projectName, options)),
  };
}

/** Programs for the target that count what runs of them, all crates in them included. */
function withCoverage(plan: CargoPlan, { coverage }: TestOptions): CargoPlan {
  if (!coverage) return plan;
  return { ...plan, configuredRustflags: [...plan.configuredRustflags, '-Cinstrument-coverage'] };
}

/** Which of the package's tests: all where none are named, as in cargo. */
function selected({ lib, tests, doc, coverage }: TestOptions): string[] {
  const named = [
    ...(lib ? ['--lib'] : []),
    ...tests.flatMap((name) => ['--test', name]),
    ...(doc ? ['--doc'] : []),
  ];
  // Those in the documentation are compiled by rustdoc, without what counts lines.
  return coverage && named.length === 0 ? ['--tests'] : named;
}

/** Makes cargo, which has compiled them, name the programs of the tests. */
function listArguments(selection: readonly string[], plan: CargoPlan): ArgumentsOf {
  const command = cargoArguments(['test', '--no-run', '--quiet'], selection, plan);
  return (paths, settings) => [...command(paths, settings), '--message-format', 'json'];
}

function compileArguments(
  { doc }: TestOptions,
  selection: readonly string[],
  plan: CargoPlan,
): ArgumentsOf {
  // Cargo takes no `--no-run` with `--doc`: rustdoc compiles such tests when they are run.
  if (doc) return cargoArguments(['build'], ['--lib'], plan);
  return cargoArguments(['test', '--no-run'], selection, plan);
}

/** Several filters are arguments of the test programs: cargo takes one before its `--`. */
function runArguments(
  { failFast, filter, args, testRunner }: TestOptions,
  selection: readonly string[],
  plan: CargoPlan,
): ArgumentsOf {
  const targets = [...selection, ...(failFast ? [] : ['--no-fail-fast'])];
  if (testRunner === 'nextest') return nextestArguments({ filter, args }, targets, plan);
  const ofPrograms = [...filter, ...args];
  const before = cargoArguments(['test'], targets, plan);
  return (paths, settings) => [
    ...before(paths, settings),
    ...(ofPrograms.length > 0 ? ['--', ...ofPrograms] : []),
  ];
}

/**
 * `--profile` is one of nextest's own. No tests to run are a success, as with cargo test; and the results
 * come in JSON (output/nextest-results.ts) beside what a person reads.
 */
function nextestArguments(
  { filter, args }: Pick<TestOptions, 'filter' | 'args'>,
  targets: readonly string[],
  plan: CargoPlan,
): ArgumentsOf {
  const before = cargoArguments(['nextest', 'run'], targets, plan, {
    tool: 'cargo-nextest',
    profileFlag: '--cargo-profile',
    jobsFlag: '--build-jobs',
  });
  return (paths, settings) => [
    ...before(paths, settings),
    ...['--no-tests', 'pass', '--message-format', 'libtest-json-plus'],
    ...filter,
    ...(args.length > 0 ? ['--', ...args] : []),
  ];
}

function requireTests(wanted: readonly string[], { name, targets }: CargoPackage): void {
  const known = targets.filter(({ kind }) => kind === 'test').map((target) => target.name);
  for (const test of wanted) {
    if (known.includes(test)) continue;
    const near = nearestName(test, known);
    throw new StatixError({
      code: 'STATIX_TEST_NOT_FOUND',
      what: `${name} has no integration test '${test}'`,
      remedies: [
        ...(near === undefined ? [] : [`Did you mean '${near}'?`]),
        known.length === 0
          ? 'It has none: they are files in its `tests` folder. Single tests are chosen with `filter`.'
          : `The integration tests are: ${known.join(', ')}. Single tests are chosen with \`filter\`.`,
      ],
    });
  }
}

function docWithoutRun(): StatixError {
  return new StatixError({
    code: 'STATIX_OPTION_INVALID',
    what: 'The options `doc` and `noRun` cannot be used together',
    why: 'Tests in the documentation are compiled when they are run.',
    remedies: ['Leave one of them out.'],
  });
}

function notOfDocumentation(option: string, value: string): StatixError {
  return new StatixError({
    code: 'STATIX_OPTION_INVALID',
    what: `The options \`doc\` and \`${option}\` (${value}) cannot be used together`,
    why: 'Tests in the documentation are compiled and run by rustdoc, which cargo test calls.',
    remedies: ['Leave one of them out.'],
  });
}

function coverageWithoutRun(): StatixError {
  return new StatixError({
    code: 'STATIX_OPTION_INVALID',
    what: 'The options `coverage` and `noRun` cannot be used together',
    why: 'Which lines run is known when the tests have run.',
    remedies: ['Leave one of them out.'],
  });
}

import { nearestName, outputFolder, StatixError } from '@statix/contract';
import type { CargoPackage } from '@statix/cargo';
import { cargoArguments, type ArgumentsOf } from '../../cargo/arguments.js';
import { planCargo, type CargoPlan, type PlanContext } from '../../plan/cargo-plan.js';
import { ownFolder } from '../../plan/own-folder.js';
import type { TestOptions } from './schema.js';

/** What one run of the executor will do; nothing in it depends on the machine. */
export interface TestPlan extends CargoPlan {
  readonly options: TestOptions;
  /** What is compiled before any test runs. */
  readonly compile: ArgumentsOf;
  /** What runs the tests, with everything compiled; undefined where none are to run. */
  readonly run: ArgumentsOf | undefined;
  /** Compiles the crates that the tests need. */
  readonly seeds: ArgumentsOf;
  /** Repository-relative folder that receives the results. */
  readonly outputPath: string;
}

/**
 * Decides which tests cargo compiles and runs, from which files.
 *
 * @throws StatixError STATIX_TEST_NOT_FOUND, STATIX_OPTION_INVALID, STATIX_TOOL_NOT_IN_IMAGE, STATIX_OUTPUT_PATH_REFUSED, and those
 *   of {@link planCargo}
 */
export function planTests(options: TestOptions, context: PlanContext): TestPlan {
  const plan = planCargo(options, context, { includeDev: true });
  requireTests(options.tests, plan.package);
  if (options.doc && options.noRun) throw docWithoutRun();
  if (options.runner === 'nextest') throw noNextest();
  const selection = selected(options);
  return {
    ...plan,
    options,
    compile: compileArguments(options, selection, plan),
    run: options.noRun ? undefined : runArguments(options, selection, plan),
    // `cargo test` has no `--keep-going`; the units of dependencies are the same.
    seeds: cargoArguments(['build'], ['--tests'], plan),
    outputPath: ownFolder(options.outputPath ?? outputFolder('test', context.projectName, options)),
  };
}

/** Which of the package's tests: all where none are named, as in cargo. */
function selected({ lib, tests, doc }: TestOptions): string[] {
  return [
    ...(lib ? ['--lib'] : []),
    ...tests.flatMap((name) => ['--test', name]),
    ...(doc ? ['--doc'] : []),
  ];
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
  { failFast, filter, args }: TestOptions,
  selection: readonly string[],
  plan: CargoPlan,
): ArgumentsOf {
  const targets = [...selection, ...(failFast ? [] : ['--no-fail-fast'])];
  const ofPrograms = [...filter, ...args];
  const before = cargoArguments(['test'], targets, plan);
  return (paths, settings) => [
    ...before(paths, settings),
    ...(ofPrograms.length > 0 ? ['--', ...ofPrograms] : []),
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

function noNextest(): StatixError {
  return new StatixError({
    code: 'STATIX_TOOL_NOT_IN_IMAGE',
    what: 'The image of this version of Statix has no cargo-nextest',
    why: 'Its recipe is made of Debian’s packages, and Debian has none of it.',
    remedies: ['Set the option `runner` to cargo, or leave it out.'],
  });
}

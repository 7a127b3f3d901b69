import { outputFolder, StatixError } from '@statix/contract';
import { cargoArguments, type ArgumentsOf } from '../../cargo/arguments.js';
import { planCargo, type CargoPlan, type PlanContext } from '../../plan/cargo-plan.js';
import { ownFolder } from '../../plan/own-folder.js';
import type { CheckOptions } from './schema.js';

/** What one run of the executor will do; nothing in it depends on the machine. */
export interface CheckPlan extends CargoPlan {
  readonly options: CheckOptions;
  readonly arguments: ArgumentsOf;
  /** Checks the crates that the package needs. */
  readonly seeds: ArgumentsOf;
  /** Repository-relative folder that receives what was found. */
  readonly outputPath: string;
}

/** All targets of the package: library, programs, tests, benchmarks and examples. */
const EVERYTHING = ['--all-targets'];

/**
 * Decides what cargo checks, from the same files as the tests.
 *
 * @throws StatixError STATIX_OPTION_INVALID, STATIX_OUTPUT_PATH_REFUSED, and those of {@link planCargo}
 */
export function planCheck(options: CheckOptions, context: PlanContext): CheckPlan {
  const { clippy, args } = options;
  if (args.length > 0 && !clippy) throw argumentsOfNothing();
  const plan = planCargo(options, context, { includeDev: true });
  const command = clippy
    ? cargoArguments(['clippy'], EVERYTHING, plan, { tool: 'cargo-clippy' })
    : cargoArguments(['check'], EVERYTHING, plan);
  return {
    ...plan,
    options,
    arguments: (paths, settings) => [
      ...command(paths, settings),
      // A string of JSON for each diagnosis: where it is, besides how it looks.
      '--message-format',
      'json-diagnostic-rendered-ansi',
      ...(args.length > 0 ? ['--', ...args] : []),
    ],
    seeds: cargoArguments(['check'], EVERYTHING, plan),
    outputPath: ownFolder(
      options.outputPath ?? outputFolder('check', context.projectName, options),
    ),
  };
}

function argumentsOfNothing(): StatixError {
  return new StatixError({
    code: 'STATIX_OPTION_INVALID',
    what: 'The option `args` is of clippy, and `clippy` is false',
    remedies: ['Set `clippy`, or give flags for rustc with `rustflags`.'],
  });
}

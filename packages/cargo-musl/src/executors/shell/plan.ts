import { hasExamples } from '@statix/cargo';
import { buildArguments, buildSeeds, type ArgumentsOf } from '../../cargo/arguments.js';
import { planCargo, type CargoPlan, type PlanContext } from '../../plan/cargo-plan.js';
import type { ShellOptions } from './schema.js';

/** What one run of the executor will do; nothing in it depends on the machine. */
export interface ShellPlan extends CargoPlan {
  readonly options: ShellOptions;
  /** What the build asks of cargo, for a person to type. */
  readonly build: ArgumentsOf;
  /** Compiles the crates that the build needs. */
  readonly seeds: ArgumentsOf;
  /** What is run: a shell with a terminal, or with a command. */
  readonly shell: readonly string[];
  /** Repository-relative; the files of a printed command. */
  readonly archive: string;
}

/**
 * Decides what a shell sees: exactly what a build of the package sees.
 *
 * @throws StatixError those of {@link planCargo}
 */
export function planShell(options: ShellOptions, context: PlanContext): ShellPlan {
  const plan = planCargo(options, context, { includeDev: hasExamples(options.examples) });
  const { command } = options;
  const build = { ...plan, options };
  return {
    ...build,
    build: (paths, settings) => buildArguments(build, paths, settings),
    seeds: buildSeeds(build),
    shell: command === undefined ? ['bash', '--norc'] : ['bash', '-c', command],
    archive: `dist/shell/${context.projectName}/files.tar`,
  };
}

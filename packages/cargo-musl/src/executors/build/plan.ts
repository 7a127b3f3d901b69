import { nearestName, outputFolder, StatixError } from '@statix/contract';
import { hasExamples, plannedBinaries, type CargoPackage, type PlannedBinary } from '@statix/cargo';
import { requireOwnArguments } from '../../cargo/cargo-args.js';
import { planCargo, type CargoPlan, type PlanContext } from '../../plan/cargo-plan.js';
import { ownFolder } from '../../plan/own-folder.js';
import type { BuildOptions } from './schema.js';

/** What one run of the executor will do; nothing in it depends on the machine. */
export interface BuildPlan extends CargoPlan {
  readonly options: BuildOptions;
  /** What is taken from the build, and nothing else. */
  readonly binaries: readonly PlannedBinary[];
  /** Repository-relative folder that receives the binaries. */
  readonly outputPath: string;
}

/**
 * Decides what cargo is asked to build, from which files, and where the result goes.
 *
 * @throws StatixError STATIX_BINARY_NOT_FOUND, STATIX_OUTPUT_PATH_REFUSED, STATIX_BINARY_NOT_BUILT,
 *   STATIX_BINARY_NAME_REFUSED, STATIX_CARGO_ARGUMENT_REFUSED, STATIX_OPTION_INVALID, and those of {@link planCargo}
 */
export function planBuild(options: BuildOptions, context: PlanContext): BuildPlan {
  const plan = planCargo(options, context, {
    includeDev: hasExamples(options.examples),
  });
  requireBins(options, plan.package);
  requireExamples(options.examples, plan.package);
  requireOwnArguments(options.cargoArgs);
  if (options.splitDebug !== 'none' && options.strip === 'none') throw splitWithoutStrip();
  const binaries = plannedBinaries(plan.package, options);
  if (options.splitDebug !== 'none') requireFreeNames(binaries);
  return {
    ...plan,
    options,
    binaries,
    outputPath: ownFolder(
      options.outputPath ?? outputFolder('static', context.projectName, options),
    ),
  };
}

function requireBins({ bins: wanted, examples }: BuildOptions, cargoPackage: CargoPackage): void {
  const bins = cargoPackage.targets
    .filter((target) => target.kind === 'bin')
    .map((target) => target.name);
  const isAsked = wanted !== undefined && wanted.length > 0;
  if (bins.length === 0 && (isAsked || !hasExamples(examples))) {
    throw new StatixError({
      code: 'STATIX_BINARY_NOT_FOUND',
      what: `${cargoPackage.name} has no binary to build`,
      why: `${cargoPackage.manifest} has neither src/main.rs nor src/bin nor a [[bin]] table.`,
    });
  }
  for (const name of wanted ?? []) {
    if (bins.includes(name)) continue;
    const near = nearestName(name, bins);
    throw new StatixError({
      code: 'STATIX_BINARY_NOT_FOUND',
      what: `${cargoPackage.name} has no binary '${name}'`,
      remedies: [
        ...(near === undefined ? [] : [`Did you mean '${near}'?`]),
        `The binaries are: ${bins.join(', ')}.`,
      ],
    });
  }
}

function requireExamples(
  wanted: BuildOptions['examples'],
  { name: packageName, targets }: CargoPackage,
): void {
  if (!Array.isArray(wanted)) return;
  const examples = targets.filter(({ kind }) => kind === 'example');
  const programs = examples.filter(({ isLibrary }) => isLibrary !== true).map(({ name }) => name);
  for (const name of wanted) {
    if (programs.includes(name)) continue;
    const near = nearestName(name, programs);
    const isLibrary = examples.some((example) => example.name === name);
    throw new StatixError({
      code: 'STATIX_BINARY_NOT_FOUND',
      what: isLibrary
        ? `The example '${name}' of ${packageName} is a library by its \`crate-type\``
        : `${packageName} has no example '${name}'`,
      remedies: [
        ...(near === undefined ? [] : [`Did you mean '${near}'?`]),
        programs.length === 0
          ? 'It has no example programs: they are files in its `examples` folder.'
          : `The example programs are: ${programs.join(', ')}.`,
      ],
    });
  }
}

function splitWithoutStrip(): StatixError {
  return new StatixError({
    code: 'STATIX_OPTION_INVALID',
    what: 'The option `strip` is none, and `splitDebug` takes debug information out of the binary',
    remedies: ['Leave one of them out, or set `strip` to symbols to take symbols out as well.'],
  });
}

/** A program may be named `app.debug`. */
function requireFreeNames(binaries: readonly PlannedBinary[]): void {
  const names = new Set(binaries.map(({ name }) => name));
  const taken = binaries.find(({ name }) => names.has(`${name}.debug`));
  if (taken === undefined) return;
  throw new StatixError({
    code: 'STATIX_BINARY_NAME_REFUSED',
    what: `The debug information of ${taken.name} would take the place of the binary ${taken.name}.debug`,
    remedies: ['Give that one another `name`, or build one of them with the option `bins`.'],
  });
}

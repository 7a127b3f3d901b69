import { isDeepStrictEqual } from 'node:util';
import type { TargetConfiguration } from '@nx/devkit';
import { parseOptions } from '@statix/contract';
import {
  inferredOptions,
  packageSettingsSchema,
  type PackageSettings,
} from '../../settings/plugin-options.js';
import { imageTargetNames, targetNames } from '../../settings/target-names.js';
import { recordOf } from '../record-of.js';

export type Targets = Readonly<Record<string, TargetConfiguration>>;

/** Which inferred target an executor of ours is, and the options that are computed for it. */
interface Step {
  readonly target: string;
  readonly computed: object;
  readonly part: (settings: PackageSettings) => Partial<PackageSettings>;
}

const steps: Readonly<Partial<Record<string, Step>>> = {
  '@statix/cargo-musl:build': {
    target: targetNames.build,
    computed: inferredOptions.build,
    part: ({ 'build-static': build }) => ({ 'build-static': build }),
  },
  '@statix/cargo-musl:test': {
    target: targetNames.test,
    computed: inferredOptions.test,
    part: ({ 'test-static': test }) => ({ 'test-static': test }),
  },
  '@statix/cargo-musl:check': {
    target: targetNames.check,
    computed: inferredOptions.check,
    part: ({ 'check-static': check }) => ({ 'check-static': check }),
  },
  '@statix/verify:verify': {
    target: targetNames.verify,
    computed: inferredOptions.verify,
    part: ({ 'verify-static': verify }) => ({ 'verify-static': verify }),
  },
  '@statix/verify:stamp': {
    target: targetNames.stamp,
    computed: inferredOptions.stamp,
    part: ({ 'stamp-static': stamp }) => ({ 'stamp-static': stamp }),
  },
  '@statix/upx:compress': {
    target: targetNames.compress,
    computed: inferredOptions.compress,
    part: ({ 'compress-static': compress }) => ({ 'compress-static': compress }),
  },
  '@statix/package:package': {
    target: targetNames.package,
    computed: inferredOptions.package,
    part: ({ 'package-static': packages }) => ({ 'package-static': packages }),
  },
};

/** Whether any target of a project.json is one that is kept in step. */
export function hasExplicit(targets: Targets): boolean {
  return Object.values(targets).some((target) => stepOf(target) !== undefined);
}

/**
 * The targets of a project.json with everything in them that is computed (digests, inputs, outputs) as
 * the inference computes it from the options that stand there. Everything else stays, targets that
 * are not ours included.
 *
 * @param infer the targets that the package would have with these settings
 * @param file names the project.json in errors
 * @throws StatixError STATIX_OPTION_UNKNOWN, STATIX_OPTION_INVALID
 */
export function inStep(
  targets: Targets,
  infer: (settings: PackageSettings) => Targets,
  file: string,
): Record<string, TargetConfiguration> {
  const settings = explicitSettings(targets, file);
  return Object.fromEntries(
    Object.entries(targets).map(([name, target]) => {
      const step = stepOf(target);
      if (step !== undefined) {
        const own = infer({ ...settings, ...settingsOf(target, step, file) })[step.target];
        return [name, own === undefined ? target : withComputed(target, own, step)];
      }
      if (!isInputs(target)) return [name, target];
      return [name, { ...target, ...filesOf(infer(settings)[targetNames.inputs] ?? target) }];
    }),
  );
}

/** What the options of explicit targets would be as settings of the package; the first of a kind counts. */
export function explicitSettings(targets: Targets, file: string): PackageSettings {
  return Object.values(targets).reduceRight<PackageSettings>((settings, target) => {
    const step = stepOf(target);
    return step === undefined ? settings : { ...settings, ...settingsOf(target, step, file) };
  }, packageSettingsSchema.parse({}));
}

/**
 * Of a target that is kept in step: one of our executors with a digest in its options. One without was
 * written by hand, by somebody who wants it that way.
 */
function stepOf({ executor, options }: TargetConfiguration): Step | undefined {
  return typeof recordOf(options)['digest'] === 'string' ? steps[executor ?? ''] : undefined;
}

function settingsOf(
  { options }: TargetConfiguration,
  { target, computed, part }: Step,
  file: string,
): Partial<PackageSettings> {
  const own = Object.entries(recordOf(options)).filter(([option]) => !(option in computed));
  return part(parseOptions(packageSettingsSchema, { [target]: Object.fromEntries(own) }, file));
}

function withComputed(
  target: TargetConfiguration,
  own: TargetConfiguration,
  { computed }: Step,
): TargetConfiguration {
  const present = recordOf(target.options);
  // The plugin leaves the folder of the outputs to the executor; a project.json may name another.
  const kept = Object.entries(present).filter(
    ([option]) => option === 'outputPath' || !(option in computed),
  );
  const inferred = Object.entries(recordOf(own.options)).filter(([option]) => option in computed);
  return {
    ...target,
    ...withIdentify(target, own),
    ...filesOf(own),
    // Nx takes `{workspaceRoot}/{` for the beginning of a glob, and refuses it.
    ...('outputPath' in present ? { outputs: ['{options.outputPath}'] } : {}),
    options: { ...Object.fromEntries(kept), ...Object.fromEntries(inferred) },
  };
}

function filesOf({
  inputs = [],
  outputs = [],
}: TargetConfiguration): Pick<TargetConfiguration, 'inputs' | 'outputs'> {
  return { inputs, outputs };
}

/** The image's project may have come later than the targets, or be called something else by now. */
function withIdentify(
  { dependsOn = [] }: TargetConfiguration,
  own: TargetConfiguration,
): Pick<TargetConfiguration, 'dependsOn'> {
  const isIdentify = (dependency: (typeof dependsOn)[number]): boolean =>
    typeof dependency === 'object' && dependency.target === imageTargetNames.identify;
  const wanted = own.dependsOn?.filter(isIdentify) ?? [];
  if (isDeepStrictEqual(dependsOn.filter(isIdentify), wanted)) return {};
  return { dependsOn: [...dependsOn.filter((one) => !isIdentify(one)), ...wanted] };
}

/** The internal target, known by its output, which is never written. */
function isInputs({ executor, outputs }: TargetConfiguration): boolean {
  return (
    executor === 'nx:noop' &&
    outputs?.some((output) => output.startsWith('{workspaceRoot}/dist/static-inputs/')) === true
  );
}

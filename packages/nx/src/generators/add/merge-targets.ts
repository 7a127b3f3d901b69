import type { TargetConfiguration } from '@nx/devkit';
import { parseOptions } from '@statix/contract';
import { packageSettingsSchema, type PackageSettings } from '../../settings/plugin-options.js';
import { targetNames } from '../../settings/target-names.js';
import type { GivenSetting } from '../cargo/set-in-manifest.js';
import type { Targets } from '../explicit/explicit-targets.js';
import { recordOf } from '../record-of.js';

const configurable = [
  targetNames.build,
  targetNames.test,
  targetNames.check,
  targetNames.verify,
  targetNames.stamp,
  targetNames.compress,
] as const;

/**
 * The settings that explicit targets are made of: those that the package has, then what project.json
 * sets in the inferred targets, then what was given.
 *
 * @param file names the project.json in errors
 * @throws StatixError STATIX_OPTION_UNKNOWN, STATIX_OPTION_INVALID
 */
export function withGiven(
  base: PackageSettings,
  present: Targets,
  given: readonly GivenSetting[],
  file: string,
): PackageSettings {
  const settings: Record<string, unknown> = { ...base };
  for (const target of configurable) {
    const chosen = base.targets[target];
    const own = present[typeof chosen === 'string' ? chosen : target];
    // A target with an executor is explicit already, and its options are in `base`.
    if (own !== undefined && own.executor === undefined && 'options' in own) {
      settings[target] = { ...recordOf(settings[target]), ...recordOf(own.options) };
    }
  }
  for (const { path, value } of given) {
    const [target = '', option] = path;
    settings[target] =
      option === undefined ? value : { ...recordOf(settings[target]), [option]: value };
  }
  // As a table, which has all its defaults: those are what will be read from project.json later.
  for (const target of [targetNames.stamp, targetNames.compress])
    if (settings[target] === true) settings[target] = {};
  return parseOptions(packageSettingsSchema, settings, file);
}

/** Targets with what project.json says beside their options: configurations, more dependencies. */
export function mergeTargets(wanted: Targets, present: Targets): Targets {
  const merged = Object.entries(wanted).map(([name, target]): [string, TargetConfiguration] => [
    name,
    { ...target, ...present[name], ...optionsOf(target) },
  ]);
  return { ...present, ...Object.fromEntries(merged) };
}

/** Only where there are some: a noop has none. */
function optionsOf(target: TargetConfiguration): Pick<TargetConfiguration, 'options'> {
  return 'options' in target ? { options: recordOf(target.options) } : {};
}

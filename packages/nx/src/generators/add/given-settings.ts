import type { PackageSettings } from '../../settings/plugin-options.js';
import { targetNames } from '../../settings/target-names.js';
import type { GivenSetting } from '../cargo/set-in-manifest.js';
import type { AddOptions } from './schema.js';

const places = {
  bins: targetNames.build,
  features: targetNames.build,
  allFeatures: targetNames.build,
  profile: targetNames.build,
  allocator: targetNames.build,
  extraInputs: targetNames.build,
  args: targetNames.verify,
  expectedExitCode: targetNames.verify,
  expectedStdout: targetNames.verify,
} as const;

/** Steps that a package has only where it asks for them. */
const optional = { stamp: targetNames.stamp, compress: targetNames.compress } as const;

/**
 * The options that were given, as settings. Whether to stamp or compress is a setting of its own and may be
 * said by a table of options already, which stays.
 *
 * @param present the settings that the package has
 */
export function givenSettings(options: AddOptions, present: PackageSettings): GivenSetting[] {
  const given = keysOf(places).flatMap((option): GivenSetting[] => {
    const value = options[option];
    return value === undefined ? [] : [{ path: [places[option], option], value }];
  });
  const steps = keysOf(optional).flatMap((option): GivenSetting[] => {
    const [value, target] = [options[option], optional[option]];
    if (value === undefined || value === (present[target] !== false)) return [];
    return [{ path: [target], value }];
  });
  return [...steps, ...given];
}

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(record).filter((key): key is Key => key in record);
}

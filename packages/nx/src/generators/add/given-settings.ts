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

/**
 * The options that were given, as settings. Whether to compress is a setting of its own and may be
 * said by a table of options already, which stays.
 *
 * @param compressed whether the package is compressed as things are
 */
export function givenSettings(options: AddOptions, compressed: boolean): GivenSetting[] {
  const given = keysOf(places).flatMap((option): GivenSetting[] => {
    const value = options[option];
    return value === undefined ? [] : [{ path: [places[option], option], value }];
  });
  if (options.compress === undefined || options.compress === compressed) return given;
  return [{ path: [targetNames.compress], value: options.compress }, ...given];
}

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(record).filter((key): key is Key => key in record);
}

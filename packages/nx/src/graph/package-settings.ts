import { StatixError, parseOptions } from '@statix/contract';
import { packageSettingsSchema, type PackageSettings } from './plugin-options.js';

export interface SettingsPlace {
  /** As a user would name it: `[package.metadata.statix] in crates/a/Cargo.toml`. */
  readonly name: string;
  readonly value: unknown;
}

/**
 * Merges settings of several places, later wins: arrays replace, records merge, per target.
 * Each place is checked by itself, so that an error names it.
 *
 * @throws StatixError STATIX_OPTION_UNKNOWN, STATIX_OPTION_INVALID
 */
export function mergeSettings(places: readonly SettingsPlace[]): PackageSettings {
  const merged = places.reduce<Record<string, unknown>>((settings, place) => {
    return place.value === undefined ? settings : mergeRecords(settings, checkPlace(place));
  }, {});
  return packageSettingsSchema.parse(merged);
}

/** The place's own keys and no defaults: a default must not win over an earlier place. */
function checkPlace({ name, value }: SettingsPlace): Record<string, unknown> {
  if (!isRecord(value)) {
    throw new StatixError({ code: 'STATIX_OPTION_INVALID', what: `${name} is not a table` });
  }
  parseOptions(packageSettingsSchema, value, name);
  return value;
}

function mergeRecords(
  earlier: Record<string, unknown>,
  later: Record<string, unknown>,
): Record<string, unknown> {
  const merged = { ...earlier };
  for (const [key, value] of Object.entries(later)) {
    const before = merged[key];
    merged[key] = isRecord(before) && isRecord(value) ? mergeRecords(before, value) : value;
  }
  return merged;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

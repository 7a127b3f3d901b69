import { isTable } from './toml-table.js';

/**
 * Checks of values by hand, for documents of which there are thousands: zod takes as long for them as
 * the parser does. What they find wrong is for a schema to explain.
 */
export type Check = (value: unknown) => boolean;

export const isString: Check = (value) => typeof value === 'string';
export const isFlag: Check = (value) => typeof value === 'boolean';

export function isListOf(isSound: Check): Check {
  return (value) => Array.isArray(value) && value.every(isSound);
}

export const areStrings = isListOf(isString);

export function isRecordOf(isSound: Check): Check {
  return (value) => isTable(value) && Object.values(value).every(isSound);
}

/** A table whose keys, as far as they are there, are sound; others are not looked at. */
export function isTableOf(
  checks: Readonly<Record<string, Check>>,
  ...required: readonly string[]
): Check {
  const entries = Object.entries(checks);
  return (value) =>
    isTable(value) &&
    required.every((key) => value[key] !== undefined) &&
    entries.every(([key, isSound]) => value[key] === undefined || isSound(value[key]));
}

// Written by tools/generate/guards.mjs from toolchains-schema.ts: edit that, and run npm run build.

import type { RecipeToolchains } from './toolchains-schema.js';

export function isRecipeToolchains(value: unknown): value is RecipeToolchains {
  return (
    isObject(value) &&
    hasOnly(value, ['compiler', 'oldest', 'llvm', 'older', 'presets', 'debian', 'dist']) &&
    typeof value['compiler'] === 'string' &&
    isOldest(value['oldest']) &&
    isListOf(value['llvm'], isLlvm) &&
    (value['older'] === undefined || isListOf(value['older'], isOlder)) &&
    isRecordOf(value['presets'], (member) => member === null || typeof member === 'string') &&
    isListOf(value['debian'], isDebian) &&
    (value['dist'] === undefined || isDist(value['dist']))
  );
}

function isOldest(value: unknown): boolean {
  return (
    isObject(value) &&
    hasOnly(value, ['rust', 'why']) &&
    typeof value['rust'] === 'string' &&
    /^\d+\.\d+$/.test(value['rust']) &&
    typeof value['why'] === 'string'
  );
}

function isLlvm(value: unknown): boolean {
  return (
    isObject(value) &&
    hasOnly(value, ['from', 'until', 'version']) &&
    typeof value['from'] === 'string' &&
    /^\d+\.\d+$/.test(value['from']) &&
    typeof value['until'] === 'string' &&
    /^\d+\.\d+$/.test(value['until']) &&
    typeof value['version'] === 'string'
  );
}

function isOlder(value: unknown): boolean {
  return (
    isObject(value) &&
    hasOnly(value, ['until', 'edits']) &&
    typeof value['until'] === 'string' &&
    /^\d+\.\d+$/.test(value['until']) &&
    isListOf(value['edits'], (item) => typeof item === 'string' && /^[a-z\d][\w.-]*$/i.test(item))
  );
}

function isDebian(value: unknown): boolean {
  return (
    isObject(value) &&
    hasOnly(value, ['rust', 'packages', 'sources', 'crates', 'edits']) &&
    typeof value['rust'] === 'string' &&
    /^\d+\.\d+$/.test(value['rust']) &&
    isRecordOf(value['packages'], isString) &&
    isRecordOf(value['sources'], isString) &&
    (value['crates'] === undefined || isRecordOf(value['crates'], isString)) &&
    (value['edits'] === undefined ||
      isListOf(
        value['edits'],
        (item) => typeof item === 'string' && /^[a-z\d][\w.-]*$/i.test(item),
      ))
  );
}

function isDist(value: unknown): boolean {
  return (
    isObject(value) &&
    hasOnly(value, ['server', 'host', 'leaveOut', 'source', 'edits']) &&
    typeof value['server'] === 'string' &&
    /^https?:\/\/[a-z\d.-]+(?::\d+)?(?:\/\S*)?$/i.test(value['server']) &&
    typeof value['host'] === 'string' &&
    isListOf(value['leaveOut'], isString) &&
    typeof value['source'] === 'string' &&
    isListOf(value['edits'], (item) => typeof item === 'string' && /^[a-z\d][\w.-]*$/i.test(item))
  );
}

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isString(value: unknown): boolean {
  return typeof value === 'string';
}

function isRecordOf(
  value: unknown,
  isSound: (value: unknown, key: string) => boolean,
): value is Fields {
  if (!isObject(value) || value instanceof Date) return false;
  return Object.entries(value).every(([key, member]) => isSound(member, key));
}

function isListOf(value: unknown, isSound: (value: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isSound);
}

function hasOnly(value: Fields, keys: readonly string[]): boolean {
  return Object.keys(value).every((key) => keys.includes(key));
}

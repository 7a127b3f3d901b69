// Written by tools/generate/guards.mjs from definition-schema.ts and recipe-schema.ts and library-schema.ts: edit that, and run npm run build.

import type { RecipeDefinitionFile, ReferencedDefinitionFile } from './definition-schema.js';
import type { Recipe } from './recipe-schema.js';
import type { LibraryFile } from './library-schema.js';

export function isRecipeDefinitionFile(value: unknown): value is RecipeDefinitionFile {
  return (
    isObject(value) &&
    hasOnly(value, ['$schema', 'recipe', 'base', 'arguments', 'rust']) &&
    (value['$schema'] === undefined || typeof value['$schema'] === 'string') &&
    typeof value['recipe'] === 'string' &&
    value['recipe'].length >= 1 &&
    typeof value['base'] === 'string' &&
    /^\S+$/.test(value['base']) &&
    (value['arguments'] === undefined || isRecordOf(value['arguments'], isString)) &&
    (value['rust'] === undefined ||
      (typeof value['rust'] === 'string' && value['rust'].length >= 1))
  );
}

export function isReferencedDefinitionFile(value: unknown): value is ReferencedDefinitionFile {
  return (
    isObject(value) &&
    hasOnly(value, ['$schema', 'reference', 'contract']) &&
    (value['$schema'] === undefined || typeof value['$schema'] === 'string') &&
    typeof value['reference'] === 'string' &&
    (value['contract'] === undefined ||
      (typeof value['contract'] === 'string' && value['contract'].length >= 1))
  );
}

export function isRecipe(value: unknown): value is Recipe {
  return (
    isObject(value) &&
    hasOnly(value, ['name', 'version', 'arguments']) &&
    typeof value['name'] === 'string' &&
    /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(value['name']) &&
    typeof value['version'] === 'string' &&
    value['version'].length >= 1 &&
    isRecordOf(
      value['arguments'],
      (member, key) => /^[A-Za-z_]\w*$/.test(key) && /^(?!BASE$)/.test(key) && isArgument(member),
    )
  );
}

export function isLibraryFile(value: unknown): value is LibraryFile {
  return (
    isObject(value) &&
    hasOnly(value, [
      'source',
      'license',
      'description',
      'upstream',
      'folders',
      'leaveOut',
      'from',
      'needs',
      'buildPackages',
      'libraries',
      'otherPkgConfig',
      'cmake',
    ]) &&
    typeof value['source'] === 'string' &&
    value['source'].length >= 1 &&
    typeof value['license'] === 'string' &&
    value['license'].length >= 1 &&
    (value['description'] === undefined || typeof value['description'] === 'string') &&
    (value['upstream'] === undefined || typeof value['upstream'] === 'string') &&
    (value['folders'] === undefined || isListOf(value['folders'], isString)) &&
    (value['leaveOut'] === undefined || isListOf(value['leaveOut'], isString)) &&
    (value['from'] === undefined || value['from'] === 'musl' || value['from'] === 'libcxx') &&
    (value['needs'] === undefined || isListOf(value['needs'], isString)) &&
    (value['buildPackages'] === undefined || isListOf(value['buildPackages'], isString)) &&
    isListOf(value['libraries'], isArchive) &&
    (value['otherPkgConfig'] === undefined || isListOf(value['otherPkgConfig'], isString)) &&
    (value['cmake'] === undefined || isCmake(value['cmake']))
  );
}

function isArgument(value: unknown): boolean {
  return (
    isObject(value) &&
    hasOnly(value, ['default', 'description']) &&
    typeof value['default'] === 'string' &&
    typeof value['description'] === 'string'
  );
}

function isArchive(value: unknown): boolean {
  return (
    isObject(value) &&
    hasOnly(value, ['name', 'pkgConfig', 'symbols', 'withoutStackProtector']) &&
    typeof value['name'] === 'string' &&
    value['name'].length >= 1 &&
    (typeof value['pkgConfig'] === 'string' || value['pkgConfig'] === null) &&
    isListOf(value['symbols'], isString) &&
    (value['withoutStackProtector'] === undefined ||
      typeof value['withoutStackProtector'] === 'string')
  );
}

function isCmake(value: unknown): boolean {
  return (
    isObject(value) &&
    hasOnly(value, ['find', 'link', 'definitions']) &&
    typeof value['find'] === 'string' &&
    isListOf(value['link'], isString) &&
    (value['definitions'] === undefined || isListOf(value['definitions'], isString))
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

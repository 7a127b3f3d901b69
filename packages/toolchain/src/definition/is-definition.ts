// Written by tools/generate/guards.mjs from definition-schema.ts and recipe-schema.ts: edit that, and run npm run build.

import type { RecipeDefinitionFile, ReferencedDefinitionFile } from './definition-schema.js';
import type { Recipe } from './recipe-schema.js';

export function isRecipeDefinitionFile(value: unknown): value is RecipeDefinitionFile {
  return (
    isObject(value) &&
    hasOnly(value, ['$schema', 'recipe', 'base', 'arguments']) &&
    (value['$schema'] === undefined || typeof value['$schema'] === 'string') &&
    typeof value['recipe'] === 'string' &&
    value['recipe'].length >= 1 &&
    typeof value['base'] === 'string' &&
    /^\S+$/.test(value['base']) &&
    (value['arguments'] === undefined || isRecordOf(value['arguments'], isString))
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

function isArgument(value: unknown): boolean {
  return (
    isObject(value) &&
    hasOnly(value, ['default', 'description']) &&
    typeof value['default'] === 'string' &&
    typeof value['description'] === 'string'
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

function hasOnly(value: Fields, keys: readonly string[]): boolean {
  return Object.keys(value).every((key) => keys.includes(key));
}

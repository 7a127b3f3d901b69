import { BASE_ARGUMENT } from './base-argument.js';
import type { RecipeDefinitionFile, ReferencedDefinitionFile } from './definition-schema.js';
import type { LibraryFile } from './library-schema.js';
import type { Recipe } from './recipe-schema.js';

// statix-image.json, recipe.json and library.json that are plainly sound, told by hand: the project graph reads them
// in every command, and zod takes longer to load than a hundred crates to read. What is not plainly
// sound is for the schemas to explain, and the specs beside hold the two together.

export function isRecipeDefinition(value: unknown): value is RecipeDefinitionFile {
  return (
    hasOnly(value, ['$schema', 'recipe', 'base', 'arguments']) &&
    isTextOrAbsent(value['$schema']) &&
    isText(value['recipe']) &&
    isText(value['base']) &&
    !/\s/.test(value['base']) &&
    (value['arguments'] === undefined || isRecordOf(value['arguments'], isString))
  );
}

export function isReferencedDefinition(value: unknown): value is ReferencedDefinitionFile {
  return (
    hasOnly(value, ['$schema', 'reference', 'contract']) &&
    isTextOrAbsent(value['$schema']) &&
    isString(value['reference']) &&
    (value['contract'] === undefined || isText(value['contract']))
  );
}

export function isRecipe(value: unknown): value is Recipe {
  return (
    hasOnly(value, ['name', 'version', 'arguments']) &&
    isString(value['name']) &&
    /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(value['name']) &&
    isText(value['version']) &&
    isRecordOf(value['arguments'], isArgument) &&
    Object.keys(value['arguments']).every(
      (name) => /^[A-Za-z_]\w*$/.test(name) && name !== BASE_ARGUMENT,
    )
  );
}

function isArgument(value: unknown): boolean {
  return (
    hasOnly(value, ['default', 'description']) &&
    isString(value['default']) &&
    isString(value['description'])
  );
}

export function isLibrary(value: unknown): value is LibraryFile {
  const texts = ['folders', 'leaveOut', 'needs', 'buildPackages', 'otherPkgConfig'];
  return (
    hasOnly(value, [
      ...texts,
      ...['source', 'license', 'description', 'upstream', 'from', 'libraries', 'cmake'],
    ]) &&
    isText(value['source']) &&
    isText(value['license']) &&
    isTextOrAbsent(value['description']) &&
    isTextOrAbsent(value['upstream']) &&
    texts.every((key) => value[key] === undefined || isArrayOf(value[key], isString)) &&
    [undefined, 'musl', 'libcxx'].some((stage) => stage === value['from']) &&
    isArrayOf(value['libraries'], isArchive) &&
    (value['cmake'] === undefined ||
      (hasOnly(value['cmake'], ['find', 'link', 'definitions']) &&
        isString(value['cmake']['find']) &&
        isArrayOf(value['cmake']['link'], isString) &&
        (value['cmake']['definitions'] === undefined ||
          isArrayOf(value['cmake']['definitions'], isString))))
  );
}

function isArchive(value: unknown): boolean {
  return (
    hasOnly(value, ['name', 'pkgConfig', 'symbols', 'withoutStackProtector']) &&
    isText(value['name']) &&
    (value['pkgConfig'] === null || isString(value['pkgConfig'])) &&
    isArrayOf(value['symbols'], isString) &&
    isTextOrAbsent(value['withoutStackProtector'])
  );
}

type JsonObject = Readonly<Record<string, unknown>>;

function hasOnly(value: unknown, keys: readonly string[]): value is JsonObject {
  return isObject(value) && Object.keys(value).every((key) => keys.includes(key));
}

function isRecordOf(value: unknown, isSound: (value: unknown) => boolean): value is JsonObject {
  return isObject(value) && Object.values(value).every(isSound);
}

function isArrayOf(value: unknown, isSound: (value: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isSound);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isText(value: unknown): value is string {
  return isString(value) && value !== '';
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || isString(value);
}

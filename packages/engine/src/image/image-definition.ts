import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { nearestName, parseOptions, StatixError } from '@statix/contract';
import { z } from 'zod';
import { errorMessage } from '../state/error-code.js';
import { readRecipe, type Recipe } from './recipe.js';
import { findRecipeRoot } from './recipe-root.js';

/** What an image is made of, all defaults filled in. */
export interface ImageDefinition {
  /** Of the definition file: relative to the workspace root, forward slashes. */
  path: string;
  /** Absolute. */
  recipeRoot: string;
  /** Image that the recipe starts from. */
  base: string;
  arguments: Record<string, string>;
  recipe: { name: string; version: string };
}

const definitionSchema = z.strictObject({
  $schema: z.string().optional(),
  recipe: z.string().min(1),
  base: z.string().regex(/^\S+$/, 'expected the name of an image'),
  arguments: z.record(z.string(), z.string()).optional(),
});

/**
 * Reads an image's definition, `statix-image.json`, and the `recipe.json` of the recipe it names.
 *
 * @param definitionPath relative to the workspace root
 * @throws StatixError STATIX_IMAGE_DEFINITION_INVALID, STATIX_OPTION_UNKNOWN, STATIX_OPTION_INVALID,
 *   STATIX_RECIPE_NOT_FOUND, STATIX_RECIPE_INVALID, STATIX_IMAGE_ARGUMENT_UNKNOWN
 */
export async function readImageDefinition(
  workspaceRoot: string,
  definitionPath: string,
): Promise<ImageDefinition> {
  const file = resolve(workspaceRoot, definitionPath);
  const path = relative(workspaceRoot, file).split(sep).join('/');
  if (path.startsWith('../') || isAbsolute(path)) {
    throw definitionInvalid(definitionPath, 'It is outside of the workspace.');
  }
  const raw = parseOptions(definitionSchema, await readJson(file, path), path);
  const recipeRoot = findRecipeRoot(raw.recipe, dirname(file), workspaceRoot, path);
  const recipe = await readRecipe(recipeRoot);
  return {
    path,
    recipeRoot,
    base: raw.base,
    arguments: fillArguments(raw.arguments ?? {}, recipe, path),
    recipe: { name: recipe.name, version: recipe.version },
  };
}

function fillArguments(
  given: Record<string, string>,
  recipe: Recipe,
  path: string,
): Record<string, string> {
  const known = Object.keys(recipe.arguments);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const nearest = nearestName(unknown, known);
    throw new StatixError({
      code: 'STATIX_IMAGE_ARGUMENT_UNKNOWN',
      what: `${path} sets '${unknown}', which is no argument of the recipe '${recipe.name}'`,
      remedies: [
        ...(nearest === undefined ? [] : [`Did you mean '${nearest}'?`]),
        known.length === 0
          ? 'The recipe has no arguments.'
          : `The arguments are: ${[...known].sort().join(', ')}.`,
      ],
    });
  }
  const defaults = Object.entries(recipe.arguments).map(
    ([name, argument]) => [name, argument.default] as const,
  );
  return { ...Object.fromEntries(defaults), ...given };
}

async function readJson(file: string, path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw definitionInvalid(path, errorMessage(cause), cause);
  }
}

function definitionInvalid(path: string, why: string, cause?: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_IMAGE_DEFINITION_INVALID',
    what: `The definition of the image cannot be read from ${path}`,
    why,
    remedies: [
      {
        text: 'It is a JSON file of this form:',
        snippet: '{ "recipe": "@statix/image/recipe", "base": "debian:trixie-slim" }',
      },
      { text: 'Or have it made:', snippet: 'npx nx generate @statix/nx:init' },
    ],
    cause,
  });
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, errorMessage, StatixError } from '@statix/contract/errors';
import { isRecipeToolchains } from './is-toolchains.js';
import type { RecipeToolchains } from './toolchains-schema.js';

/** Of a recipe: read and hashed only where another compiler than its own is asked for. */
export const TOOLCHAINS_FOLDER = 'toolchains';

const TOOLCHAINS_FILE = 'toolchains.json';

/**
 * The compilers that a recipe can be made with besides its own.
 *
 * @returns undefined for a recipe that says nothing of it
 * @throws StatixError STATIX_RECIPE_INVALID
 */
export async function readRecipeToolchains(
  recipeRoot: string,
): Promise<RecipeToolchains | undefined> {
  const path = join(recipeRoot, TOOLCHAINS_FOLDER, TOOLCHAINS_FILE);
  try {
    const json: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (isRecipeToolchains(json)) return json;
    // It says what is wrong, and takes longer to load than the graph may.
    const { recipeToolchainsSchema } = await import('./toolchains-schema.js');
    return recipeToolchainsSchema.parse(json);
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return undefined;
    throw new StatixError({
      code: 'STATIX_RECIPE_INVALID',
      what: `${path} does not say which compilers there are`,
      why: errorMessage(cause),
      remedies: ['Correct it, or remove it: the recipe then has its own compiler only.'],
      cause,
    });
  }
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage, StatixError } from '@statix/contract/errors';
import { isRecipe } from './is-definition.js';
import type { Recipe } from './recipe-schema.js';

/** @throws StatixError STATIX_RECIPE_INVALID */
export async function readRecipe(recipeRoot: string): Promise<Recipe> {
  const path = join(recipeRoot, 'recipe.json');
  try {
    const json: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (isRecipe(json)) return json;
    const { recipeSchema } = await import('./recipe-schema.js');
    const parsed = recipeSchema.safeParse(json);
    if (parsed.success) return parsed.data;
    const problems = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || '(top)'}: ${issue.message}`,
    );
    throw new Error(problems.join('\n'), { cause: parsed.error });
  } catch (cause) {
    throw new StatixError({
      code: 'STATIX_RECIPE_INVALID',
      what: `${path} is not a recipe`,
      why: errorMessage(cause),
      remedies: [
        {
          text: 'It is a JSON file of this form:',
          snippet:
            '{ "name": "statix", "version": "1.0.0", "arguments": { "NAME": { "default": "", "description": "" } } }',
        },
      ],
      cause,
    });
  }
}

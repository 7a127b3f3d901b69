import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StatixError } from '@statix/contract/errors';
import { z } from 'zod';
import { errorMessage } from '../state/error-code.js';

/** The build argument that names the base image: the definition's `base`, never an argument. */
export const BASE_ARGUMENT = 'BASE';

const argumentName = z
  .string()
  .regex(/^[A-Za-z_]\w*$/, 'expected letters, digits and underscores')
  .refine((name) => name !== BASE_ARGUMENT, 'BASE is given by the definition');

const recipeSchema = z.strictObject({
  /** A part of the image's name. */
  name: z
    .string()
    .regex(/^[a-z0-9]+(?:[._-][a-z0-9]+)*$/, 'expected lower-case letters and digits'),
  version: z.string().min(1),
  arguments: z.record(
    argumentName,
    z.strictObject({ default: z.string(), description: z.string() }),
  ),
});

/** `recipe.json` at the root of a recipe. */
export type Recipe = z.infer<typeof recipeSchema>;

/** @throws StatixError STATIX_RECIPE_INVALID */
export async function readRecipe(recipeRoot: string): Promise<Recipe> {
  const path = join(recipeRoot, 'recipe.json');
  try {
    const parsed = recipeSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
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

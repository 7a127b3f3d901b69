import * as z from 'zod';
import { BASE_ARGUMENT } from './base-argument.js';

const argumentName = z
  .string()
  .regex(/^[A-Za-z_]\w*$/, 'expected letters, digits and underscores')
  .regex(new RegExp(`^(?!${BASE_ARGUMENT}$)`), `${BASE_ARGUMENT} is given by the definition`);

export const argumentSchema = z.strictObject({ default: z.string(), description: z.string() });

/** Of `recipe.json`, to explain what is wrong with one; `is-definition.ts` is written from it. */
export const recipeSchema = z.strictObject({
  /** A part of the image's name. */
  name: z
    .string()
    .regex(/^[a-z0-9]+(?:[._-][a-z0-9]+)*$/, 'expected lower-case letters and digits'),
  version: z.string().min(1),
  arguments: z.record(argumentName, argumentSchema),
});

/** `recipe.json` at the root of a recipe. */
export type Recipe = z.infer<typeof recipeSchema>;

import * as z from 'zod';

// What statix-image.json may hold, to explain what is wrong with one: zod takes longer to load than the
// graph may, which reads the definition for every command. `is-definition.ts` is written from this.

export const recipeDefinitionSchema = z.strictObject({
  $schema: z.string().optional(),
  recipe: z.string().min(1),
  base: z.string().regex(/^\S+$/, 'expected the name of an image'),
  arguments: z.record(z.string(), z.string()).optional(),
  /** Channel or preset of the image's compiler; the recipe's own when left out. */
  rust: z.string().min(1).optional(),
});

export const referencedDefinitionSchema = z.strictObject({
  $schema: z.string().optional(),
  reference: z.string(),
  contract: z.string().min(1).optional(),
});

export type RecipeDefinitionFile = z.infer<typeof recipeDefinitionSchema>;
export type ReferencedDefinitionFile = z.infer<typeof referencedDefinitionSchema>;

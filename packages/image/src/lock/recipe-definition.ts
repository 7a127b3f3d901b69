import { StatixError } from '@statix/contract';
import { readImageDefinition, type RecipeDefinition } from '@statix/toolchain';

/**
 * The definition of an image that is made from a recipe.
 *
 * @throws StatixError STATIX_IMAGE_FINISHED for one that names a finished image, and see
 *   `readImageDefinition`
 */
export async function readRecipeDefinition(
  workspaceRoot: string,
  path: string,
  channel?: string,
): Promise<RecipeDefinition> {
  const definition = await readImageDefinition(workspaceRoot, path, channel);
  if ('recipeRoot' in definition) return definition;
  throw new StatixError({
    code: 'STATIX_IMAGE_FINISHED',
    what: `${path} names a finished image; it has no lock`,
    why: `What is in ${definition.reference} was decided where it was made.`,
    remedies: ['Change the lock there, and name the digest of the image that comes of it.'],
  });
}

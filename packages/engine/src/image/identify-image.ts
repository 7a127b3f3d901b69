import { canonicalDigest, type ImageIdentity } from '@statix/contract';
import type { ImageDefinition } from './image-definition.js';
import { listRecipeFiles } from './recipe-files.js';

/** Two recipes with the same files, arguments and base have the same name up to here. */
const REFERENCE_DIGITS = 32;

/**
 * Which image a definition stands for. A hash over the recipe's files, the arguments and the base:
 * no engine is asked, and nothing of this machine is in it.
 *
 * @throws StatixError STATIX_RECIPE_FILE_REFUSED
 */
export async function identifyImage(definition: ImageDefinition): Promise<ImageIdentity> {
  const { base, arguments: values, recipe, path } = definition;
  const files = await listRecipeFiles(definition.recipeRoot);
  const identity = canonicalDigest({ files, arguments: values, base });
  return {
    schemaVersion: 1,
    kind: 'statix.image-identity',
    identity,
    reference: `statix.local/${recipe.name}:${identity.slice(0, REFERENCE_DIGITS)}`,
    recipe,
    base,
    arguments: values,
    definition: path,
    files,
  };
}

import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { errorMessage, StatixError } from '@statix/contract/errors';

/**
 * Where the recipe is that a definition names: `./recipe` is beside the definition file,
 * `@statix/image/recipe` a folder of an installed package: in node_modules, or where a workspace
 * without a package.json keeps what nx.json names.
 *
 * @returns an absolute path, which may not exist
 * @throws StatixError STATIX_RECIPE_NOT_FOUND if the package is not installed
 */
export function findRecipeRoot(
  recipe: string,
  definitionFolder: string,
  workspaceRoot: string,
  definitionPath: string,
): string {
  if (recipe.startsWith('./') || recipe.startsWith('../')) return resolve(definitionFolder, recipe);
  const match = /^(?<name>(?:@[^/]+\/)?[^/@.][^/]*)(?:\/(?<rest>.+))?$/.exec(recipe);
  const { name, rest = '.' } = match?.groups ?? {};
  if (name === undefined) {
    throw notFound(recipe, definitionPath, 'It is neither a relative path nor in a package.');
  }
  try {
    // By its package.json: the folder itself is no module that could be resolved.
    const manifest = createRequire(join(definitionFolder, 'package.json')).resolve(
      `${name}/package.json`,
      { paths: [definitionFolder, workspaceRoot, join(workspaceRoot, '.nx/installation')] },
    );
    return join(dirname(manifest), rest);
  } catch (cause) {
    throw notFound(recipe, definitionPath, errorMessage(cause), name, cause);
  }
}

function notFound(
  recipe: string,
  definitionPath: string,
  why: string,
  packageName?: string,
  cause?: unknown,
): StatixError {
  return new StatixError({
    code: 'STATIX_RECIPE_NOT_FOUND',
    what: `The recipe '${recipe}' that ${definitionPath} names was not found`,
    why,
    remedies: [
      ...(packageName === undefined
        ? []
        : [{ text: 'Install its package:', snippet: `npm install --save-dev ${packageName}` }]),
      'A recipe of your own is named by a path that begins with "./" or "../".',
    ],
    cause,
  });
}

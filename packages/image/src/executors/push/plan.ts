import { relative, sep } from 'node:path';
import { type ImageIdentity, isRepository, registryOf, StatixError } from '@statix/contract';
import { publishedImagesPath } from '@statix/toolchain';

export interface PushPlan {
  /** Name that the image gets for the push: repository and the first digits of its identity. */
  readonly target: string;
  readonly repository: string;
  /** As Docker's configuration names it. */
  readonly registry: string;
  /** Absolute path of published.json. */
  readonly record: string;
}

/**
 * Where an image is pushed to, and where that is recorded.
 *
 * @param recipeRoot absolute; undefined if the image is no recipe's
 * @throws StatixError STATIX_OPTION_INVALID, STATIX_IMAGE_NOT_OURS, STATIX_PUBLISHED_IN_RECIPE
 */
export function planPush(
  identity: ImageIdentity,
  {
    workspaceRoot,
    repository,
    recipeRoot,
  }: { workspaceRoot: string; repository: string; recipeRoot: string | undefined },
): PushPlan {
  if (identity.referenced !== undefined) {
    throw new StatixError({
      code: 'STATIX_IMAGE_NOT_OURS',
      what: `${identity.definition} names a finished image; there is nothing to publish`,
      why: `It is ${identity.referenced.reference} already.`,
    });
  }
  if (!isRepository(repository)) {
    throw new StatixError({
      code: 'STATIX_OPTION_INVALID',
      what: `'${repository}' is not a repository that an image can be pushed to`,
      why: 'A registry’s host and a path in lower-case letters, without tag and digest: the tag is made from the identity.',
      remedies: [
        {
          text: 'For example:',
          snippet: 'npx nx run statix-image:image-push --repository=registry.example/team/statix',
        },
      ],
    });
  }
  const record = publishedImagesPath(workspaceRoot, identity.definition);
  if (recipeRoot !== undefined && isInside(record, recipeRoot)) {
    throw new StatixError({
      code: 'STATIX_PUBLISHED_IN_RECIPE',
      what: `${record} would be a file of the recipe`,
      why: 'Every file of the recipe is part of the identity: recording it would make another image.',
      remedies: ['Put the recipe into a folder below the definition: "recipe": "./recipe".'],
    });
  }
  const tag = identity.reference.slice(identity.reference.lastIndexOf(':') + 1);
  return { target: `${repository}:${tag}`, repository, registry: registryOf(repository), record };
}

function isInside(path: string, folder: string): boolean {
  const [first] = relative(folder, path).split(sep);
  return first !== '..';
}

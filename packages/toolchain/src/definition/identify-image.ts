import { basename } from 'node:path/posix';
import type { ImageIdentity } from '@statix/contract';
import { canonicalDigest, parseDigestReference } from '@statix/contract/errors';
import type { ImageDefinition, ReferencedDefinition } from './image-definition.js';
import { listRecipeFiles, sha256 } from './recipe-files.js';

/** Two recipes with the same files, arguments and base have the same name up to here. */
const REFERENCE_DIGITS = 32;

/**
 * Which image a definition stands for. A hash over the recipe's files (the Dockerfile with the stages
 * of its libraries), the lock, the arguments and the base: no engine is asked, and nothing of this machine is in it. A finished image is its digest; with a
 * contract file a hash over both, because a build is made by what the contract says.
 *
 * @throws StatixError STATIX_RECIPE_FILE_REFUSED
 */
export function identifyImage(definition: ImageDefinition): ImageIdentity {
  if ('reference' in definition) return identifyReferenced(definition);
  const { base, arguments: values, recipe, path, channel } = definition;
  const files = listRecipeFiles(definition);
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
    ...(channel === undefined ? {} : { channel }),
    files,
  };
}

function identifyReferenced({ path, reference, contract }: ReferencedDefinition): ImageIdentity {
  const { repository, digest } = parseDigestReference(reference);
  const hex = digest.slice('sha256:'.length);
  const described =
    contract === undefined ? null : { path: contract.path, sha256: sha256(contract.content) };
  const identity =
    described === null ? hex : canonicalDigest({ digest, contract: described.sha256 });
  const name = basename(repository).replace(/:.*$/, '');
  return {
    schemaVersion: 1,
    kind: 'statix.image-identity',
    identity,
    reference: `statix.local/${name}:${identity.slice(0, REFERENCE_DIGITS)}`,
    recipe: { name, version: digest },
    base: reference,
    arguments: {},
    definition: path,
    files: [],
    referenced: { reference, contract: described },
  };
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  errorCode,
  imageContractSchema,
  parseDocument,
  StatixError,
  type ImageContract,
  type ImageIdentity,
} from '@statix/contract';
import { IDENTITY_PATH } from '../definition/image-labels.js';
import { CONTRACT_PATH } from './read-image-contract.js';

/**
 * Reads the contract of the image that this very process runs in, where that is the image of an identity by
 * the file that its build has left in it. Whoever can write to the image's files can write another identity:
 * this finds a mistake, and proves nothing against an attacker.
 *
 * @param root the folder that the image's files are in; `/` but for tests
 * @throws StatixError STATIX_RUNNER_NOT_IN_IMAGE where this is no image of Statix, another one, or one that
 *   cannot say which it is; STATIX_DOCUMENT_INVALID
 */
export async function readOwnImage(
  identity: Pick<ImageIdentity, 'identity' | 'reference' | 'definition' | 'referenced'>,
  root = '/',
): Promise<ImageContract> {
  const text = await readOrUndefined(join(root, CONTRACT_PATH));
  if (text === undefined) throw notInImage(identity.reference);
  if (identity.referenced !== undefined) throw referenced(identity.definition);
  const own = (await readOrUndefined(join(root, IDENTITY_PATH)))?.trim();
  if (own === undefined) throw unnamed();
  if (own !== identity.identity) throw other(own, identity);
  return parseDocument(text, `${CONTRACT_PATH} in the image`, imageContractSchema, [
    'Use an image of a recipe that was made for this version of Statix.',
  ]);
}

async function readOrUndefined(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

const inContainer = 'Leave out the option `runsOn`: an engine then runs the image.';

function notInImage(reference: string): StatixError {
  return new StatixError({
    code: 'STATIX_RUNNER_NOT_IN_IMAGE',
    what: 'The option `runsOn` is host, and this is not the Statix image',
    why: `There is no ${CONTRACT_PATH} here.`,
    remedies: [
      `Run this inside of ${reference}: as the \`container:\` of a CI job, or \`FROM\` it in a Dockerfile.`,
      inContainer,
    ],
  });
}

function referenced(definition: string): StatixError {
  return new StatixError({
    code: 'STATIX_RUNNER_NOT_IN_IMAGE',
    what: `${definition} names a finished image by its digest, and no image holds its own digest`,
    why: 'With the option `runsOn` = host the image that this runs in has to be known as the one that is hashed.',
    remedies: [inContainer, `Or let ${definition} name the recipe that the image was built of.`],
  });
}

function unnamed(): StatixError {
  return new StatixError({
    code: 'STATIX_RUNNER_NOT_IN_IMAGE',
    what: 'The image that this runs in does not say which one it is',
    why: `It has no ${IDENTITY_PATH}, which this version of Statix puts into each image that it builds.`,
    remedies: [
      {
        text: 'Build it again where there is an engine, and use that one:',
        snippet: 'npx nx run statix-image:image --noCache',
      },
      inContainer,
    ],
  });
}

function other(
  own: string,
  { identity, reference }: Pick<ImageIdentity, 'identity' | 'reference'>,
): StatixError {
  const shown = /^[0-9a-f]{64}$/.test(own) ? own : 'no identity';
  return new StatixError({
    code: 'STATIX_RUNNER_NOT_IN_IMAGE',
    what: 'The option `runsOn` is host, and this is another image than the one that is hashed',
    why: `${IDENTITY_PATH} says ${shown}, and the definition asks for ${identity}.`,
    remedies: [`Run this inside of ${reference}.`, inContainer],
  });
}

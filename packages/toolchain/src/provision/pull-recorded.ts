import {
  type ImageIdentity,
  parseDigestReference,
  registryOf,
  StatixError,
} from '@statix/contract';
import {
  type Engine,
  formatBytes,
  type ImageFacts,
  registryCredentials,
  requireOwnEngine,
} from '@statix/engine';
import { IDENTITY_LABEL, IMAGE_PLATFORM } from '../definition/image-labels.js';

export interface PullContext {
  readonly signal: AbortSignal | undefined;
  readonly report: (line: string) => void;
  readonly progress: ((line: string | undefined) => void) | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Pulls the image of an identity by a recorded digest. It has no local name then.
 *
 * @throws StatixError STATIX_IMAGE_MISMATCH if the image says that it is of another identity, and
 *   what `Engine.pullImage` throws
 */
export async function pullRecorded(
  engine: Engine,
  identity: ImageIdentity,
  reference: string,
  context: PullContext,
): Promise<ImageFacts> {
  const image = await pullByDigest(engine, reference, context);
  const labelled = image.labels[IDENTITY_LABEL];
  // A finished image made elsewhere is known by its digest alone.
  if (identity.referenced === undefined && labelled !== identity.identity) {
    throw new StatixError({
      code: 'STATIX_IMAGE_MISMATCH',
      what: `${reference} is not the image of ${identity.reference}`,
      why:
        `published.json records it for the identity ${identity.identity.slice(0, 12)}…, and its label ` +
        `says '${labelled?.slice(0, 12) ?? 'nothing'}'.`,
      remedies: ['Correct published.json, or take the entry out: the image is then built.'],
    });
  }
  return image;
}

/** Pulls by digest with the credentials that this user has for the registry, and says how it goes. */
export async function pullByDigest(
  engine: Engine,
  reference: string,
  { signal, report, progress, env }: PullContext,
): Promise<ImageFacts> {
  const { repository } = parseDigestReference(reference);
  const credentials = await registryCredentials(registryOf(repository), env, signal);
  if (credentials.auth !== undefined)
    requireOwnEngine(engine, `your credentials for ${registryOf(repository)}`);
  report(`Pulling ${reference}…`);
  try {
    return await engine.pullImage(reference, {
      credentials,
      platform: IMAGE_PLATFORM,
      signal,
      onProgress: ({ doneBytes, totalBytes }) => {
        progress?.(`  ${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`);
      },
    });
  } finally {
    progress?.(undefined);
  }
}

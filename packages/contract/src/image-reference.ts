import { StatixError } from './statix-error.js';

/** The name of an image, in its two parts as the engine's API wants them. */
export interface ImageReference {
  readonly repository: string;
  readonly tag: string;
}

/** An image by its content: whoever holds the registry cannot put another one in its place. */
export interface DigestReference {
  readonly repository: string;
  /** `sha256:` and 64 lower-case hex digits, of the manifest. */
  readonly digest: string;
}

const REPOSITORY = /^[a-z0-9]([a-z0-9._:/-]*[a-z0-9])?$/;

/**
 * Parses `registry.example:5000/name:tag`; the tag is `latest` if there is none.
 *
 * @throws StatixError STATIX_IMAGE_REFERENCE_INVALID
 */
export function parseImageReference(text: string): ImageReference {
  // A colon before the last slash belongs to a port.
  const colon = text.indexOf(':', text.lastIndexOf('/') + 1);
  const repository = colon === -1 ? text : text.slice(0, colon);
  const tag = colon === -1 ? 'latest' : text.slice(colon + 1);
  if (REPOSITORY.test(repository) && /^\w[\w.-]{0,127}$/.test(tag)) return { repository, tag };
  throw new StatixError({
    code: 'STATIX_IMAGE_REFERENCE_INVALID',
    what: `'${text}' is not a name for an image`,
    why: 'Lower-case letters, digits, dots, dashes and slashes, then a colon and a tag.',
  });
}

/**
 * Parses `registry.example/name@sha256:…`.
 *
 * @throws StatixError STATIX_IMAGE_REFERENCE_INVALID
 */
export function parseDigestReference(text: string): DigestReference {
  const match = /^(?<repository>[^@]+)@(?<digest>sha256:[0-9a-f]{64})$/.exec(text);
  const { repository, digest } = match?.groups ?? {};
  if (repository !== undefined && digest !== undefined && isRepository(repository)) {
    return { repository, digest };
  }
  throw new StatixError({
    code: 'STATIX_IMAGE_REFERENCE_INVALID',
    what: `'${text}' does not name an image by its digest`,
    why: 'A tag can lead to another image tomorrow; a digest cannot.',
    remedies: [
      {
        text: 'Name it in this form:',
        snippet: `registry.example/team/image@sha256:${'0123456789abcdef'.repeat(4)}`,
      },
    ],
  });
}

/** A repository alone: no tag, no digest. */
export function isRepository(text: string): boolean {
  return REPOSITORY.test(text) && !text.slice(text.lastIndexOf('/') + 1).includes(':');
}

/** Where Docker keeps what belongs to its own registry, for historical reasons by this address. */
export const DOCKER_HUB = 'https://index.docker.io/v1/';

/**
 * The registry of a repository as Docker's configuration names it: `registry.example:5000`. A first
 * part without a dot or a colon is no host but an account of Docker Hub (distribution/reference,
 * splitDockerDomain).
 */
export function registryOf(repository: string): string {
  const [first = '', ...rest] = repository.split('/');
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  if (!isHost || first === 'docker.io' || first === 'index.docker.io') return DOCKER_HUB;
  return first;
}

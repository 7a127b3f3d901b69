import { StatixError } from '@statix/contract';

/** The name of an image, in its two parts as the engine's API wants them. */
export interface ImageReference {
  readonly repository: string;
  readonly tag: string;
}

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
  const valid =
    /^[a-z0-9]([a-z0-9._:/-]*[a-z0-9])?$/.test(repository) && /^\w[\w.-]{0,127}$/.test(tag);
  if (valid) return { repository, tag };
  throw new StatixError({
    code: 'STATIX_IMAGE_REFERENCE_INVALID',
    what: `'${text}' is not a name for an image`,
    why: 'Lower-case letters, digits, dots, dashes and slashes, then a colon and a tag.',
  });
}

import { canonicalDigest } from '@statix/contract/errors';
import type { ImageProject } from './image-project.js';
import { packageVersions } from './package-versions.js';

const digests = new Map<string, string>();

/** Over the image and the versions of our packages, which are the same for all projects of a graph. */
export function digestOf(image: ImageProject | undefined, packages: readonly string[]): string {
  const identity = image?.identity.identity;
  const key = [identity, ...packages].join(' ');
  const digest =
    digests.get(key) ?? canonicalDigest({ image: identity, versions: packageVersions(packages) });
  digests.set(key, digest);
  return digest;
}

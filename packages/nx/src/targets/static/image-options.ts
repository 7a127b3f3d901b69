import { identityPath, type ImageProject } from '../image-project.js';

/** Which image, and the definition that it has to be of: the document between the two is from a cache. */
export function imageOptions(image: ImageProject | undefined): object {
  return image === undefined
    ? {}
    : {
        image: identityPath(image),
        imageDefinition: image.identity.definition,
        ...(image.channel === undefined ? {} : { imageChannel: image.channel }),
      };
}

// What the project graph needs of an image. The rest of this package, which speaks to engines, takes
// longer to load than the graph of a thousand crates to read.
export { identifyImage } from './definition/identify-image.js';
export { readImageDefinition, type ImageDefinition } from './definition/image-definition.js';
export { parseDigestReference } from '@statix/contract/errors';

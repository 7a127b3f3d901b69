// The errors and the plain functions, without the schemas of the documents: those take longer to load
// than the project graph of hundreds of crates to read.
export { StatixError, isStatixError, type Remedy, type StatixErrorFields } from './statix-error.js';
export { spellCommands, withCommands, type NxCommands, type NxTaskName } from './nx-commands.js';
export { findPackageManager, type PackageManagerName, type RootFiles } from './package-managers.js';
export { renderError } from './render-error.js';
export { neutralise, neutraliseKeepingColour } from './neutralise.js';
export { nearestName } from './nearest-name.js';
export { parseOptions } from './parse-options.js';
export { canonicalDigest, canonicalJson } from './canonical-json.js';
export { errorCode, errorMessage } from './error-code.js';
export {
  DOCKER_HUB,
  isRepository,
  parseDigestReference,
  parseImageReference,
  registryOf,
  type DigestReference,
  type ImageReference,
} from './image-reference.js';

export {
  buildVolumeLabels,
  ensureBuildVolume,
  isWorkspaceGone,
  listBuildVolumes,
  locksOfVolume,
  type BuildVolume,
} from './volumes/build-volumes.js';
export { lastVolumeUse, recordVolumeUse } from './volumes/volume-use.js';
export {
  ensureImage,
  planImage,
  type EnsuredImage,
  type EnsureImageRequest,
  type ImageSource,
} from './provision/ensure-image.js';
export { EMULATION_COSTS, suitableEngine, warnOfEmulation } from './provision/suitable-engine.js';
export { findOwnImage, freeName, keepName } from './provision/own-image.js';
export { isLocalName, namesOfInstallation } from './provision/local-name.js';
export { readImageContract } from './contract/read-image-contract.js';
export { readImageIdentity } from './definition/read-image-identity.js';
export {
  readImageDefinition,
  type ImageDefinition,
  type RecipeDefinition,
  type ReferencedDefinition,
} from './definition/image-definition.js';
export { LOCK_COMMAND, readImageLock, requireLock, SOURCES_PATH } from './definition/image-lock.js';
export { LOCK_PATH } from './definition/recipe-files.js';
export type { RecipeLibrary } from './definition/recipe-libraries.js';
export { fileName, FILES_VARIABLE, lockedFiles } from './build/files-at-hand.js';
export { siteFiles, type SiteFile } from './build/site-files.js';
export {
  imageChanged,
  observeIdentity,
  type ObservedImage,
} from './definition/observe-identity.js';
export { identifyImage } from './definition/identify-image.js';
export { forgetImage, recordedImage, recordImage } from './records/image-records.js';
export {
  forgetImageUses,
  readImageUses,
  recordImageUse,
  type ImageUse,
} from './records/image-uses.js';
export {
  publishedImagesPath,
  readPublishedImages,
  recordPublishedImage,
} from './provision/published-images.js';
export { IDENTITY_LABEL } from './definition/image-labels.js';
export { removeUnusedVolume } from './volumes/remove-unused-volume.js';
export { cacheLimit, keepVolumesWithin } from './volumes/volume-limit.js';

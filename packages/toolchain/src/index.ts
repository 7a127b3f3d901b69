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
export { emulatorOfImage } from './contract/emulator-of-image.js';
export { readRecordedTool } from './contract/read-recorded-tool.js';
export { readOwnImage } from './contract/read-own-image.js';
export { readImageIdentity } from './definition/read-image-identity.js';
export {
  readImageDefinition,
  type ImageDefinition,
  type RecipeDefinition,
  type ReferencedDefinition,
} from './definition/image-definition.js';
export { readImageLock, requireLock, SOURCES_PATH } from './definition/image-lock.js';
export { LOCK_COMMAND, lockCommandOf } from './channel/lock-command.js';
export { lockNameOf } from './definition/find-lock-file.js';
export { parseChannel, type Channel } from './channel/channel.js';
export { readRecipeToolchains } from './channel/recipe-toolchains.js';
export type { RecipeToolchains } from './channel/toolchains-schema.js';
export {
  channelOf,
  isProvided,
  offersOf,
  provide,
  type NotProvided,
  type ProvidedToolchain,
  type ProviderName,
} from './channel/provided-toolchain.js';
export { LOCK_PATH, readRecipeFile } from './definition/recipe-files.js';
export type { RecipeLibrary } from './definition/recipe-libraries.js';
export { fileName, FILES_VARIABLE, lockedFiles } from './build/files-at-hand.js';
export { siteFiles, type SiteFile } from './build/site-files.js';
export { requireOwnForLogins, siteLogins } from './build/site-logins.js';
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
export {
  CACHE_FOLDER_MARKER,
  LARGEST_MARKER,
  scopeInMarker,
} from './cache-folder/cache-folder-marker.js';
export {
  cacheFolderSettings,
  trustScopeOf,
  type CacheFolderSettings,
} from './cache-folder/cache-folder-settings.js';
export { lookAtCacheFolder, type CacheFolderFacts } from './cache-folder/look-at-cache-folder.js';
export { cacheLimit, keepVolumesWithin } from './volumes/volume-limit.js';
export { chooseRust } from './channel/choose-rust.js';
export { readLockedRust, type LockedRust } from './channel/locked-rust.js';
export { identifyAll } from './definition/identify-all.js';
export { DIST_ARCHIVE, DIST_SERVER_VARIABLE, distMirror } from './build/dist-server.js';

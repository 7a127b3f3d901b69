export { runTask, type TaskOutcome } from './task/run-task.js';
export { stateDirectory } from './state/state-directory.js';
export { installationId } from './state/installation-id.js';
export { withLock, type LockOptions } from './state/with-lock.js';
export { connectEngine } from './connection/connect-engine.js';
export type {
  ContainerSteps,
  Engine,
  EngineFacts,
  ImageFacts,
  ImportOptions,
  RegistryTransfer,
  VolumeFacts,
} from './engine.js';
export type { BuildEvent, BuildImageRequest } from './build/build-image-request.js';
export type {
  ContainerIo,
  ContainerResult,
  ContainerSpec,
  StoppedContainer,
  TarSource,
  VolumeMount,
} from './container/container-spec.js';
export {
  readImageDefinition,
  type ImageDefinition,
  type RecipeDefinition,
  type ReferencedDefinition,
} from './image/image-definition.js';
export { LOCK_COMMAND, readImageLock, requireLock, SOURCES_PATH } from './image/image-lock.js';
export { LOCK_PATH } from './image/recipe-files.js';
export { fileName, FILES_VARIABLE, lockedFiles } from './image/files-at-hand.js';
export { proxyArguments, siteFiles, type SiteFile } from './image/site-files.js';
export { identifyImage } from './image/identify-image.js';
export {
  ensureImage,
  planImage,
  type EnsuredImage,
  type EnsureImageRequest,
  type ImageSource,
} from './image/ensure-image.js';
export { forgetImage, recordedImage, recordImage } from './image/image-records.js';
export {
  forgetImageUses,
  readImageUses,
  recordImageUse,
  type ImageUse,
} from './image/image-uses.js';
export {
  publishedImagesPath,
  readPublishedImages,
  recordPublishedImage,
} from './image/published-images.js';
export { readImageIdentity } from './image/read-image-identity.js';
export { formatBytes } from './image/format-bytes.js';
export { IDENTITY_LABEL } from './image/image-labels.js';
export { isRepository, parseImageReference, registryOf } from './image/image-reference.js';
export { registryCredentials } from './registry/registry-credentials.js';
export type { RegistryAuth, RegistryCredentials } from './registry/registry-auth.js';
export type { TransferState } from './registry/transfer-progress.js';
export { isRefusal } from './connection/engine-refusal.js';
export { readImageContract } from './image/read-image-contract.js';
export {
  imageArchiveDamaged,
  ImageArchiveScan,
  scanImageArchive,
  type ScannedImageArchive,
} from './archive/scan-image-archive.js';
export { buildVolumeLabels, listBuildVolumes, type BuildVolume } from './volume/build-volumes.js';
export { packArchive, type ArchiveEntry } from './archive/pack-archive.js';
export {
  runFromScratch,
  type ScratchRequest,
  type ScratchRun,
} from './scratch/run-from-scratch.js';

export { runTask, type TaskOutcome } from './task/run-task.js';
export { stateDirectory } from './state/state-directory.js';
export { installationId } from './state/installation-id.js';
export { withLock, type LockOptions } from './state/with-lock.js';
export { connectEngine } from './connection/connect-engine.js';
export type { ContainerSteps, Engine, EngineFacts, ImageFacts, ImportOptions } from './engine.js';
export type { BuildEvent, BuildImageRequest } from './build/build-image-request.js';
export type {
  ContainerIo,
  ContainerResult,
  ContainerSpec,
  StoppedContainer,
  TarSource,
  VolumeMount,
} from './container/container-spec.js';
export { readImageDefinition, type ImageDefinition } from './image/image-definition.js';
export { identifyImage } from './image/identify-image.js';
export { ensureImage, type EnsureImageRequest } from './image/ensure-image.js';
export { recordImage } from './image/image-records.js';
export { readImageContract } from './image/read-image-contract.js';
export { packArchive, type ArchiveEntry } from './archive/pack-archive.js';
export {
  runFromScratch,
  type ScratchRequest,
  type ScratchRun,
} from './scratch/run-from-scratch.js';

export { stateDirectory } from './state/state-directory.js';
export { debugLine, type DebugTopic } from './state/debug-line.js';
export { installationId } from './state/installation-id.js';
export { withLock, type LockOptions } from './state/with-lock.js';
export { joinQueue, type QueuePlace } from './state/queue.js';
export { connectEngine } from './connect-engine.js';
export type { Engine } from './engine.js';
export { ownEnvironment, type OwnEnvironment } from './address/own-environment.js';
export type { DockerCommand } from './address/docker-command.js';
export { requireOwnEngine, type EngineNaming } from './address/require-own-engine.js';
export type { EngineFacts } from './connection/engine-facts.js';
export type { ContainerSteps } from './container/container-spec.js';
export { fileStamp } from './container/file-stamp.js';
export type { ImageFacts, ImportOptions } from './image/image-facts.js';
export type { RegistryTransfer } from './registry/registry-transfer.js';
export type { VolumeFacts } from './volume/volume-store.js';
export type { BuildEvent, BuildImageRequest } from './build/build-image-request.js';
export type { TarSource } from './archive/tar-source.js';
export type {
  ContainerIo,
  ContainerResult,
  ContainerSpec,
  ExecSpec,
  LentAgent,
  OutputSink,
  RunningContainer,
  SeenFile,
  StartedContainer,
  StoppedContainer,
  VolumeMount,
} from './container/container-spec.js';
export type { Terminal } from './container/run-terminal.js';
export { formatBytes } from './image/format-bytes.js';
export { parseBytes } from './image/parse-bytes.js';
export { registryCredentials } from './registry/registry-credentials.js';
export type { RegistryAuth, RegistryCredentials } from './connection/registry-auth.js';
export type { TransferState } from './connection/transfer-progress.js';
export { isRefusal } from './connection/engine-refusal.js';
export {
  imageArchiveDamaged,
  ImageArchiveScan,
  scanImageArchive,
  type ScannedImageArchive,
} from './archive/scan-image-archive.js';
export { packArchive, type ArchiveEntry } from './archive/pack-archive.js';
export { makeStateFolder } from './state/make-state-folder.js';
export { asUpload } from './archive/as-upload.js';
export { UNAVAILABLE_CODES } from './registry/registry-failure.js';
export { stateDocument } from './state/state-document.js';
export { currentOwner } from './container/owner.js';
export { ownerLabels } from './container/owner-labels.js';
export { SCRATCH_PURPOSE } from './container/reap-leftovers.js';
export { randomRun } from './container/run-container.js';
export { signalName, signalNames, signalNumber } from './container/signals.js';
export {
  caBundleVariables,
  readCaBundle,
  variableNamesNoFile,
  type CaBundle,
} from './site/ca-bundle.js';
export { proxyVariables } from './site/proxies.js';
export { addressesWithLogin, hasLogin, secretsInAddress } from './site/address-login.js';

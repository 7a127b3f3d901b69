export { StatixError, isStatixError, type Remedy, type StatixErrorFields } from './statix-error.js';
export { spellCommands, withCommands, type NxCommands, type NxTaskName } from './nx-commands.js';
export { findPackageManager, type PackageManagerName, type RootFiles } from './package-managers.js';
export { renderError } from './render-error.js';
export { neutralise, neutraliseKeepingColour } from './neutralise.js';
export { hideSecrets } from './hide-secrets.js';
export {
  compareDebianVersions,
  isDebianVersion,
  sourceVersion,
  upstreamVersion,
} from './debian-version.js';
export { nearestName } from './nearest-name.js';
export { imageOptions } from './image-options.js';
export { outputFolder, type OutputStep } from './output-folders.js';
export { parseOptions } from './parse-options.js';
export { canonicalDigest, canonicalJson } from './canonical-json.js';
export { writeFileDurably } from './durable-file.js';
export { digestFile } from './digest-file.js';
export { readAtMost } from './read-at-most.js';
export { parseDocument, readDocument } from './documents/read-document.js';
export {
  auditFindingSchema,
  auditReportSchema,
  type AuditFinding,
  type AuditReport,
} from './documents/audit-report.js';
export { buildManifestSchema, type BuildManifest } from './documents/build-manifest.js';
export { compressManifestSchema, type CompressManifest } from './documents/compress-manifest.js';
export {
  compressMeasurementsSchema,
  type CompressMeasurements,
} from './documents/compress-measurements.js';
export {
  contentsSchema,
  type Contents,
  type LinkedCrate,
  type LinkedLibrary,
} from './documents/contents.js';
export { diagnosisSchema, type Diagnosis } from './documents/diagnosis.js';
export {
  doctorReportSchema,
  type DoctorReport,
  type Evidence,
  type Finding,
  type NativeCrateReport,
  type Severity,
} from './documents/doctor-report.js';
export { imageContractSchema, type ImageContract } from './documents/image-contract.js';
export { imageArchiveSchema, type ImageArchive } from './documents/image-archive.js';
export { imageIdentitySchema, type ImageIdentity } from './documents/image-identity.js';
export { packageManifestSchema, type PackageManifest } from './documents/package-manifest.js';
export { publishedImagesSchema, type PublishedImages } from './documents/published-images.js';
export { imageLockSchema, type ImageLock, type LockedFile } from './documents/image-lock.js';
export { stampManifestSchema, type StampManifest } from './documents/stamp-manifest.js';
export {
  checkSchema,
  checkStatusSchema,
  linkageSchema,
  programEndSchema,
  failedChecks,
  nameOfCheck,
  reportedChecks,
  runExpectationSchema,
  verifyReportSchema,
  type Check,
  type CheckStatus,
  type DeclaredRun,
  type HttpProbe,
  type Linkage,
  type ProgramEnd,
  type ReportedCheck,
  type RunExpectation,
  type VerifyReport,
} from './documents/verify-report.js';
export { verificationSchema, type Verification } from './documents/verification.js';
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
export { fullDisk, machineFault } from './machine-fault.js';
export { shellWord } from './shell-word.js';

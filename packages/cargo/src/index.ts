export type {
  CargoPackage,
  CargoTarget,
  DependencyKind,
  PathDependency,
} from './repository/cargo-package.js';
export type { CargoWorkspace } from './repository/cargo-workspace.js';
export type { CargoRepository, ManifestProblem } from './repository/cargo-repository.js';
export {
  repositoryFiles,
  type DirectoryEntry,
  type FileObserver,
  type RepositoryFiles,
} from './files/repository-files.js';
export { inDirectory, manifestOf } from './files/repository-path.js';
export { parseToml } from './toml/parse-toml.js';
export { valueAt } from './toml/toml-table.js';
export { keyPosition, type Position } from './toml/key-position.js';
export { renderValue, setValue, type SettableValue } from './toml/set-value.js';
export { documentCache, type DocumentCache } from './manifest/document-cache.js';
export { readRepository } from './repository/read-repository.js';
export { parseLockfile, type LockedPackage } from './lockfile/parse-lockfile.js';
export { lockDepartures } from './lockfile/lock-departures.js';
export { pathClosure, type ClosureOptions } from './inputs/path-closure.js';
export { inputSet, type InputOptions, type InputSet } from './inputs/input-set.js';
export {
  workspaceDigest,
  workspaceDocuments,
  type WorkspaceDocument,
} from './inputs/workspace-documents.js';
export { workspaceFetchSet, type FetchSet } from './inputs/workspace-fetch-set.js';
export { workspaceOf } from './inputs/repository-index.js';
export { selectInputs } from './inputs/select-inputs.js';
export { configuredRustflags, type CargoConfigFlags } from './config/configured-rustflags.js';
export { configuredOverrides, type ConfiguredOverride } from './config/configured-overrides.js';
export { diagnoseLog } from './diagnosis/diagnose-log.js';
export type { DiagnosisContext } from './diagnosis/undeclared-file.js';
export {
  diagnoseCrates,
  type DiagnosedFinding,
  type PackageDiagnosis,
} from './native-crates/diagnose-package.js';
export { applyFix, type ManifestFix } from './native-crates/manifest-fix.js';
export type { FeatureRequest } from './native-crates/active-features.js';
export {
  offerOfContract,
  offerOfRecipe,
  type ImageOffer,
  type RecipeTexts,
} from './native-crates/image-offer.js';
export { diagnoseSettings, type SettingsRequest } from './build-settings/diagnose-settings.js';
export { variableKind, type VariableKind } from './build-settings/environment-rules.js';

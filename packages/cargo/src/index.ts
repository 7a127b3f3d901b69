export type {
  CargoPackage,
  CargoTarget,
  DependencyKind,
  PathDependency,
} from './model/cargo-package.js';
export type { CargoWorkspace } from './model/cargo-workspace.js';
export type { BrokenPackage, CargoRepository, ManifestProblem } from './model/cargo-repository.js';
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
export { problemsOf } from './inputs/problems-of.js';
export { parseLockfile, type LockedPackage } from './lockfile/parse-lockfile.js';
export { lockClosures } from './lockfile/lock-closure.js';
export { lockDepartures } from './lockfile/lock-departures.js';
export { pathClosure, type ClosureOptions } from './inputs/path-closure.js';
export { generatedInputs, type GeneratedInputs } from './inputs/generated-inputs.js';
export { inputSet, type InputOptions, type InputSet } from './inputs/input-set.js';
export { workspaceDigest, cutFilesOf, type CutFile } from './inputs/cut-files.js';
export { packageFetchSet, type FetchSet } from './inputs/package-fetch-set.js';
export { workspaceOf } from './inputs/repository-index.js';
export { selectInputs } from './inputs/select-inputs.js';
export { configuredRustflags, type CargoConfigFlags } from './config/configured-rustflags.js';
export { configuredOverrides, type ConfiguredOverride } from './config/configured-overrides.js';
export { fetchConfig, isFollowedByFetch } from './config/fetch-config.js';
export { configuredSources, type ConfiguredSources } from './config/configured-sources.js';
export { cfgMatches } from './config/cfg-expression.js';
export { mergeConfigs, type MergedConfig } from './config/merged-config.js';
export { configTexts } from './config/config-texts.js';
export { type ConfigText } from './config/parse-config.js';
export { targetCfg } from './config/target-cfg.js';
export { parentOf, resolvePath, ancestorsOf, isWithin } from './files/repository-path.js';
export {
  nothingToBuild,
  hasExamples,
  plannedBinaries,
  type BinarySelection,
  type ExampleSelection,
  type PlannedBinary,
} from './targets/planned-binaries.js';
export { readManifest } from './manifest/read-manifest.js';
export { isExcluded } from './workspace/workspace-root.js';
export { isTable, type Table } from './toml/toml-table.js';
export { declaredDependencies, keyOfDependency } from './manifest/declared-dependencies.js';
export { type ManifestDocument, type TomlDependency } from './manifest/manifest-schema.js';
export { addDependencies, editFeatures, type FeatureEdit } from './toml/edit-dependency.js';
export { ignoredBy, type IgnoreFile, type IgnoreLine } from './files/ignored-by.js';
export { readToolchainFile, type ToolchainFile } from './workspace/read-toolchain-file.js';

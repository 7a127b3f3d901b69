// What the project graph needs of this package. The rest, which knows native crates and logs, takes as
// long to load as hundreds of manifests to read.
export type { CargoPackage } from './model/cargo-package.js';
export type { CargoWorkspace } from './model/cargo-workspace.js';
export type { BrokenPackage, CargoRepository, ManifestProblem } from './model/cargo-repository.js';
export { repositoryFiles, type RepositoryFiles } from './files/repository-files.js';
export { keyPosition } from './toml/key-position.js';
export { documentCache, type DocumentCache } from './manifest/document-cache.js';
export { readRepository } from './repository/read-repository.js';
export { problemsOf } from './inputs/problems-of.js';
export { inputSet, type InputOptions, type InputSet } from './inputs/input-set.js';
export { workspaceOf } from './inputs/repository-index.js';
export { lockfileProblem, workspaceDigest } from './inputs/cut-files.js';
export { ancestorsOf, inDirectory, manifestOf, parentOf } from './files/repository-path.js';
export { hasExamples, plannedBinaries, type PlannedBinary } from './targets/planned-binaries.js';
export { isTable } from './toml/toml-table.js';
export { ignoredBy, type IgnoreLine } from './files/ignored-by.js';
export { readToolchainFile, type ToolchainFile } from './workspace/read-toolchain-file.js';

/** Something that cargo builds from a package: Cargo book, "Cargo Targets". */
export interface CargoTarget {
  name: string;
  kind: 'lib' | 'proc-macro' | 'bin' | 'example' | 'test' | 'bench';
  /** Repository-relative path of its root source file. */
  path: string;
  requiredFeatures: string[];
  /** True when Cargo.toml has a table for it; false when Cargo finds it by its place. */
  declared: boolean;
  /** Of an example that the manifest makes a library: `crate-type = ["staticlib"]` and the like. */
  isLibrary?: true;
}

export type DependencyKind = 'normal' | 'dev' | 'build';

/** A dependency on a package in this repository. */
export interface PathDependency {
  /** The depended package's own name. */
  package: string;
  /** The key under which the depending manifest has it. */
  alias: string;
  /** Repository-relative directory of the depended package. */
  root: string;
  kinds: DependencyKind[];
  /** The cfg expressions and triples it is limited to; empty when some entry has no limit. */
  targets: string[];
  optional: boolean;
}

/** What a package takes from the root manifest of its workspace with `workspace = true`. */
export interface InheritedKeys {
  /** Keys of `[workspace.package]`. */
  fields: string[];
  /** Keys of `[workspace.dependencies]`. */
  dependencies: string[];
  lints: boolean;
}

export interface CargoPackage {
  name: string;
  /** '0.0.0' when the manifest has none, as in Cargo. */
  version: string;
  edition?: string;
  /** Repository-relative directory, '' for the repository's root. */
  root: string;
  /** Repository-relative path of its Cargo.toml. */
  manifest: string;
  /** Root of the Cargo workspace it belongs to; its own root when it stands alone. */
  workspace: string;
  /** Declared and found by their place. */
  targets: CargoTarget[];
  /** Repository-relative path. */
  buildScript?: string;
  /** The rust-toolchain file that rustup would use in its folder, up to the repository's root. */
  toolchainFile?: string;
  readonly features: Record<string, string[]>;
  /** Every way to a package in this repository, `[patch]` and `paths` overrides included. */
  pathDependencies: PathDependency[];
  inherited: InheritedKeys;
  /** Made for cargo-fuzz: its programs need a fuzzer's runtime, which only that tool builds with. */
  isFuzzCrate: boolean;
  /** `package.metadata.statix`, unchecked. */
  metadata: unknown;
}

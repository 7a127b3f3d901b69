import type { BinarySelection, ExampleSelection } from '@statix/cargo';

/** What a build may ask of cargo; the options of the executor have these among others. */
export interface CargoOptions extends BinarySelection {
  readonly rustflags: readonly string[];
  readonly allocator: 'musl' | 'mimalloc';
  /** Bytes for threads that C makes; what the image's linker asks for when undefined. */
  readonly threadStackSize?: number | undefined;
}

/** What a build of programs may ask besides. */
export interface ProgramOptions extends CargoOptions {
  readonly examples: ExampleSelection;
  /** Further arguments of `cargo build`. */
  readonly cargoArgs: readonly string[];
  /** Whether the programs hold the list of their crates that `cargo auditable` makes. */
  readonly auditable: boolean;
  /** How much debug information is put into a file of its own. */
  readonly splitDebug: 'none' | 'line-tables-only' | 'full';
  /** What is taken out of the programs; as the profile says when undefined. */
  readonly strip?: 'none' | 'debuginfo' | 'symbols' | undefined;
}

/** What cargo is asked to build. */
export interface CargoRequest<Options extends CargoOptions = CargoOptions> {
  readonly options: Options;
  /** Its manifest, relative to the workspace root. */
  readonly package: { readonly manifest: string };
  /** Flags that the user's Cargo configuration sets for the triple. */
  readonly configuredRustflags: readonly string[];
}

/** A registry that the manifests name and only the machine has the index of; the lock has it, too. */
export interface RegistryIndex {
  readonly name: string;
  readonly index: string;
}

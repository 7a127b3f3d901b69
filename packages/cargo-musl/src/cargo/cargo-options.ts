import type { BinarySelection } from '@statix/cargo';

/** What a build may ask of cargo; the options of the executor have these among others. */
export interface CargoOptions extends BinarySelection {
  readonly rustflags: readonly string[];
  readonly allocator: 'musl' | 'mimalloc';
}

/** What cargo is asked to build. */
export interface CargoRequest {
  readonly options: CargoOptions;
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

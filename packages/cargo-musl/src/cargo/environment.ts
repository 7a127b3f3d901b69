import type { ImageContract } from '@statix/contract';
import type { RegistryIndex } from './cargo-options.js';

/**
 * Environment of cargo in both phases. Cargo runs a repository's configured rustc wrapper even while
 * it fetches, so the wrappers are emptied and rustc is named by its absolute path; environment
 * variables win over .cargo/config.toml (Cargo book, "Configuration", precedence).
 */
export function cargoEnvironment(
  contract: Pick<ImageContract, 'rustc' | 'paths'>,
  { colour }: { colour: boolean },
): Record<string, string> {
  return {
    CARGO_HOME: contract.paths.cargoHome,
    HOME: contract.paths.home,
    RUSTC: contract.rustc.path,
    RUSTC_WRAPPER: '',
    RUSTC_WORKSPACE_WRAPPER: '',
    // In the workspace folder, which each job begins anew, every build would be a cold one.
    CARGO_BUILD_BUILD_DIR: contract.paths.target,
    CARGO_TERM_COLOR: colour ? 'always' : 'never',
    CARGO_TERM_PROGRESS_WHEN: 'never',
    // The build script of the ncurses crate starts curses to print its constants, and goes on with none
    // where the terminal is unknown. One that the image's ncurses knows without a terminfo folder, and
    // never the user's own, which no hash covers.
    TERM: 'xterm',
  };
}

/**
 * What makes two builds of the same inputs equal: a constant date for whoever asks for one
 * (reproducible-builds.org, SOURCE_DATE_EPOCH; 1980-01-01, the first that a zip file can hold), and
 * a constant seed for the const-random crate.
 */
export const reproducibleEnvironment: Readonly<Record<string, string>> = {
  SOURCE_DATE_EPOCH: '315532800',
  CONST_RANDOM_SEED: '0',
};

/** Makes Cargo keep apart what was built of other inputs than it looks at; see `unfollowedDigest`. */
export function unitEnvironment(digest: string | undefined): Readonly<Record<string, string>> {
  return digest === undefined ? {} : { __CARGO_DEFAULT_LIB_METADATA: digest };
}

/**
 * Registries that only the machine has the index of, for a person who types cargo; the commands of a build
 * say them as arguments. Cargo book, "Configuration": upper case, with `_` for `-`.
 */
export function registryEnvironment(
  indexes: readonly RegistryIndex[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    indexes.map(({ name, index }) => [
      `CARGO_REGISTRIES_${name.toUpperCase().replaceAll('-', '_')}_INDEX`,
      index,
    ]),
  );
}

/** In the target folder: it lives as long, and who can write to the one can write to the other. */
export const COMPILER_CACHE = '.ccache';

/** Makes the image's C and C++ compiler keep its results, where it can. */
export function compilerCacheEnvironment({
  compilerCache,
  paths,
}: Pick<ImageContract, 'compilerCache' | 'paths'>): Record<string, string> {
  return compilerCache === undefined
    ? {}
    : { [compilerCache]: `${paths.target}/${COMPILER_CACHE}` };
}

import { isDeclarationsOnly } from './knowledge/other-platforms.js';
import type { ReachedCrate } from './crate-closure.js';

/** Crates that compile C, C++ or assembly in a build script. */
const compilers = [
  'cc',
  'cmake',
  'autotools',
  'cxx-build',
  'nasm-rs',
  'meson',
  'gcc',
  'meson-next',
];

/** Crates that look for a library of the system. */
const finders = ['pkg-config', 'vcpkg', 'system-deps', 'metadeps'];

/** What a lock entry says of a crate that is not known by name. */
export interface Recognised {
  /** Its build script can compile something. */
  readonly compiles: boolean;
  /** It can look for a library of the system. */
  readonly looksUp: boolean;
  /** It generates bindings from headers. */
  readonly binds: boolean;
}

/**
 * Whether a crate has to do with native code, by its name and by what its lock entry depends on.
 *
 * @returns undefined for a crate of Rust alone
 */
export function recognise({ locked, dependencies }: ReachedCrate): Recognised | undefined {
  if (isDeclarationsOnly(locked.name)) return undefined;
  const has = (names: readonly string[]): boolean => names.some((name) => dependencies.has(name));
  const source = [...dependencies].some((name) => /[-_]src$/.test(name));
  const found = {
    compiles: has(compilers) || source,
    looksUp: has(finders),
    binds: has(['bindgen']),
  };
  if (Object.values(found).some(Boolean)) return found;
  return /[-_](?:sys|ffi)\d*$/.test(locked.name) ? found : undefined;
}

/** Names that the library of a `-sys` crate can have: `libfoo-sys` → `foo`, `libfoo`. */
export function guessedLibraries(crate: string): string[] {
  const base = crate.replace(/[-_](?:sys|ffi|src).*$/, '');
  const bare = base.replace(/^lib/, '').replace(/[-_]?(?:rs|rust)$/, '');
  return [...new Set([base, bare, `lib${bare}`, bare.replace(/\d+$/, '')])];
}

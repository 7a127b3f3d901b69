/**
 * The build arguments of Statix v0.1.0, and what they are here. There they chose versions while the image was
 * built; here the lock has the versions, so that an argument can only agree with it.
 */
export type EarlierArgument =
  /** The version of a source or a package of the lock. */
  | { readonly kind: 'locked'; readonly name: string }
  /** The Rust channel of the definition. */
  | { readonly kind: 'rust' }
  /** The only value that there is. */
  | { readonly kind: 'fixed'; readonly value: string; readonly why: string }
  | { readonly kind: 'refused'; readonly why: string };

const noGcc =
  'Nothing here is made with GCC for the target: clang and lld of LLVM compile and link, with compiler-rt, libunwind and libc++.';

export const earlierArguments: Readonly<Record<string, EarlierArgument>> = {
  DEBIAN_VERSION: {
    kind: 'refused',
    why: 'The recipe is made from the suite that its sources.json names, and nothing of the base gets into the image.',
  },
  TARGET: { kind: 'fixed', value: 'x86_64-linux-musl', why: 'The recipe makes one target.' },
  RUST_TARGET: {
    kind: 'fixed',
    value: 'x86_64-unknown-linux-musl',
    why: 'The recipe makes one target.',
  },
  RUST_VERSION: { kind: 'rust' },
  BINUTILS_VERSION: { kind: 'refused', why: noGcc },
  GCC_VERSION: { kind: 'refused', why: noGcc },
  MUSL_CROSS_MAKE_REF: { kind: 'refused', why: noGcc },
  MUSL_VERSION: { kind: 'locked', name: 'musl' },
  ZLIB_VERSION: { kind: 'locked', name: 'zlib' },
  LIBFFI_VERSION: { kind: 'locked', name: 'libffi' },
  NCURSES_VERSION: { kind: 'locked', name: 'ncurses' },
  OPENSSL_VERSION: { kind: 'locked', name: 'openssl' },
  CURL_VERSION: { kind: 'locked', name: 'curl' },
  POSTGRESQL_VERSION: { kind: 'locked', name: 'libpq' },
  CMAKE_REF: { kind: 'locked', name: 'cmake' },
  LLVM_REF: { kind: 'locked', name: 'llvm' },
  UPX_VERSION: { kind: 'locked', name: 'upx-ucl' },
  MUSL_PREFIX: {
    kind: 'fixed',
    value: '/opt/musl/x86_64-linux-musl',
    why: 'The sysroot is /opt/statix/sysroot, and has this second name.',
  },
};

/** `3.5.6` of `openssl-3.5.6`, `v3.5.6` or `3.5.6`. */
export function bareVersion(text: string): string {
  return text.replace(/^[A-Za-z-]+(?=\d)/, '');
}

/** Folders and files of one machine, which build scripts look into for libraries and headers. */
const placeNames =
  /^(?:(?:OPENSSL|PQ|MYSQLCLIENT|SQLITE3|ROCKSDB|ZSTD|LZ4|SNAPPY|Z3|DUCKDB|LIBGIT2|LIBSSH2|SODIUM|CURL|PROJ|GDAL|HDF5)_(?:DIR|LIB|LIB_DIR|LIBDIR|INCLUDE_DIR|SYS_HEADER)|PKG_CONFIG_(?:PATH|LIBDIR|SYSROOT_DIR)|LIBCLANG_PATH|CPATH|C_INCLUDE_PATH|CPLUS_INCLUDE_PATH|LIBRARY_PATH|LD_LIBRARY_PATH|CMAKE_PREFIX_PATH)$/;

/** Programs and flags, which build scripts take whatever they compile for. */
const compilerNames =
  /^(?:PG_CONFIG|PKG_CONFIG|LLVM_CONFIG_PATH|CLANG_PATH|CC|CXX|AR|LD|RANLIB|CFLAGS|CXXFLAGS|CPPFLAGS|LDFLAGS|BINDGEN_EXTRA_CLANG_ARGS|CMAKE_TOOLCHAIN_FILE)$/;

/** What Cargo itself reads; the container gets none of it from a shell. */
const cargoNames =
  /^(?:RUSTFLAGS|RUSTDOCFLAGS|CARGO_ENCODED_RUSTFLAGS|RUSTC|RUSTC_WRAPPER|RUSTC_WORKSPACE_WRAPPER|CARGO_TARGET_DIR|CARGO_BUILD_.*|CARGO_PROFILE_.*|CARGO_TARGET_.*|RUSTUP_TOOLCHAIN)$/;

/** `image`: the image sets it. `place` and `compiler`: of the host, for whoever reads it. */
export type VariableKind = 'image' | 'place' | 'compiler' | 'cargo';

/**
 * What a variable does to a static build; undefined for the ones that do nothing.
 *
 * @param setByImage names of the variables that the image sets; empty where the image is not known
 */
export function variableKind(
  name: string,
  setByImage: ReadonlySet<string>,
): VariableKind | undefined {
  if (setByImage.has(name)) return 'image';
  if (placeNames.test(name)) return 'place';
  if (compilerNames.test(name)) return 'compiler';
  return cargoNames.test(name) ? 'cargo' : undefined;
}

/** True for a variable that a shell of this machine hands to cargo, and a container does not get. */
export function isBuildVariable(name: string): boolean {
  return (
    variableKind(name, new Set()) !== undefined ||
    /x86_64[-_]unknown[-_]linux[-_]musl|^OPENSSL_SRC_PERL$/i.test(name)
  );
}

/**
 * The name under which the crates that read a variable look first, for this target alone; undefined
 * for one that has no such name. openssl-sys has the target before it, pq-sys behind it in capitals;
 * cc, pkg-config, cmake and bindgen as it is, with underscores.
 */
export function nameForTarget(name: string): string | undefined {
  if (/^OPENSSL_(?:DIR|LIB_DIR|INCLUDE_DIR)$/.test(name))
    return `X86_64_UNKNOWN_LINUX_MUSL_${name}`;
  if (/^(?:PQ_LIB_DIR|PG_CONFIG)$/.test(name)) return `${name}_X86_64_UNKNOWN_LINUX_MUSL`;
  return /^(?:CC|CXX|AR|RANLIB|CFLAGS|CXXFLAGS|PKG_CONFIG(?:_PATH|_LIBDIR|_SYSROOT_DIR)?|BINDGEN_EXTRA_CLANG_ARGS|CMAKE_(?:TOOLCHAIN_FILE|PREFIX_PATH))$/.test(
    name,
  )
    ? `${name}_x86_64_unknown_linux_musl`
    : undefined;
}

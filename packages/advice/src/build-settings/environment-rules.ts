/** Variables that lead build scripts to libraries and programs of the host. */
const hostNames =
  /^(?:(?:OPENSSL|PQ|MYSQLCLIENT|SQLITE3|ROCKSDB|ZSTD|LZ4|SNAPPY|Z3|DUCKDB|LIBGIT2|LIBSSH2|SODIUM|CURL|PROJ|GDAL|HDF5)_(?:DIR|LIB|LIB_DIR|LIBDIR|INCLUDE_DIR|SYS_HEADER)|PG_CONFIG|PKG_CONFIG|PKG_CONFIG_(?:PATH|LIBDIR|SYSROOT_DIR)|LIBCLANG_PATH|LLVM_CONFIG_PATH|CLANG_PATH|CC|CXX|AR|LD|RANLIB|CFLAGS|CXXFLAGS|CPPFLAGS|LDFLAGS|CPATH|C_INCLUDE_PATH|CPLUS_INCLUDE_PATH|LIBRARY_PATH|LD_LIBRARY_PATH|BINDGEN_EXTRA_CLANG_ARGS|CMAKE_PREFIX_PATH|CMAKE_TOOLCHAIN_FILE|LIBZ_SYS_STATIC|OPENSSL_NO_VENDOR)$/;

/** The image sets these for the target and for libclang; another value takes them away. */
const imageNames = /x86_64[-_]unknown[-_]linux[-_]musl|^LIBCLANG_PATH$|^OPENSSL_SRC_PERL$/i;

/** What Cargo itself reads; the container gets none of it from a shell. */
const cargoNames =
  /^(?:RUSTFLAGS|RUSTDOCFLAGS|CARGO_ENCODED_RUSTFLAGS|RUSTC|RUSTC_WRAPPER|RUSTC_WORKSPACE_WRAPPER|CARGO_TARGET_DIR|CARGO_BUILD_.*|CARGO_PROFILE_.*|CARGO_TARGET_.*|RUSTUP_TOOLCHAIN)$/;

export type VariableKind = 'host' | 'image' | 'cargo';

/** What a variable does to a static build; undefined for the ones that do nothing. */
export function variableKind(name: string): VariableKind | undefined {
  if (imageNames.test(name)) return 'image';
  if (hostNames.test(name)) return 'host';
  return cargoNames.test(name) ? 'cargo' : undefined;
}

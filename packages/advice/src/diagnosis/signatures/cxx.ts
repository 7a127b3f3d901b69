import { removeVariables } from '../environment-words.js';
import { undefinedSymbol, type Signature } from '../signature.js';

export const cxxSignatures: readonly Signature[] = [
  {
    id: 'dso-handle',
    title: 'C++ was linked without the start files of a C++ toolchain',
    why: '__dso_handle comes from crtbegin.o. A C++ compiler for musl brings it, a glibc one with changed paths does not.',
    remedies: [
      removeVariables(['CXX', 'CXX_*', 'CXXSTDLIB*', 'TARGET_CXX']),
      'Have the crate compile and link by CXX_x86_64_unknown_linux_musl: the compiler, linker and start files of Statix’s recipe are of one toolchain.',
    ],
    threads: ['rust-rocksdb/rust-rocksdb#440'],
    patterns: [undefinedSymbol('__dso_handle'), /hidden symbol [`'"]?__dso_handle/],
  },
  {
    id: 'cxx-runtime-missing',
    title: 'C++ code was linked without a C++ standard library that fits',
    why:
      'Either none was named, or the code was compiled with libstdc++’s headers (std::__cxx11) and linked with libc++ ' +
      '(std::__1), the one of Statix’s recipe. Crates name theirs with `cpp_link_stdlib` or CXXSTDLIB.',
    remedies: [
      removeVariables(['CXX', 'CXX_*', 'CXXSTDLIB*', 'TARGET_CXX']),
      'Have the crate compiled by CXX_x86_64_unknown_linux_musl, as those that use `cc` and `cmake` are.',
      {
        text: 'If a crate links C++ but names no library, name it:',
        snippet:
          '[package.metadata.statix.build-static]\nrustflags = ["-Clink-arg=-lc++", "-Clink-arg=-lc++abi"]',
      },
    ],
    threads: ['cross-rs/cross#101', 'duckdb/duckdb-rs#156'],
    patterns: [
      undefinedSymbol(
        '__cxa_(?:begin_catch|throw|allocate_exception|guard_acquire|pure_virtual)|__gxx_personality_v0',
      ),
      undefinedSymbol(
        'std::|vtable for (?:std::|__cxxabiv1)|typeinfo for std::|operator (?:new|delete)',
      ),
      /undefined [^\n]{0,200}(?:std::__cxx11::|__cxxabiv1)/,
    ],
  },
];

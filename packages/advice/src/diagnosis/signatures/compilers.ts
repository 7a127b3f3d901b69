import { removeVariables } from '../environment-words.js';
import { toolInImage } from '../image-words.js';
import { updateLocked } from '../lock-words.js';
import { buildEnvironment, missingHeader, type Signature } from '../signature.js';

/** Of C and of C++: a header does not tell which of them includes it. */
function bothFlags(flags: string): string {
  return `${buildEnvironment('CFLAGS_x86_64_unknown_linux_musl', flags)}\nCXXFLAGS_x86_64_unknown_linux_musl = "${flags}"`;
}

const imageHasOne = {
  text: 'In an image of your own, name the compilers for the target:',
  snippet:
    'export CC_x86_64_unknown_linux_musl=<cc> CXX_x86_64_unknown_linux_musl=<c++> AR_x86_64_unknown_linux_musl=<ar>',
};

export const compilerSignatures: readonly Signature[] = [
  {
    id: 'cxx-compiler-not-found',
    title: 'There is no C++ compiler by the name that the build uses',
    why: (situation) =>
      'A crate compiles C++, and looks for a compiler by the name that the target suggests. Debian’s musl-tools ' +
      `bring one for C only.${toolInImage(situation, 'clang')} CXX_x86_64_unknown_linux_musl names the C++ compiler for the target.`,
    remedies: [
      removeVariables([
        'CXX',
        'TARGET_CXX',
        'CXX_x86_64_unknown_linux_musl',
        'CXX_x86_64-unknown-linux-musl',
      ]),
      imageHasOne,
    ],
    threads: [
      'clux/muslrust#114',
      'rust-lang/cc-rs#105',
      'rust-lang/cc-rs#1473',
      'cross-rs/cross#101',
    ],
    patterns: [
      /failed to find tool "[^"\n]{0,200}\+\+"/,
      /Failed to find tool\. Is `(?:x86_64-linux-musl|musl)-g\+\+` installed/,
      /(?:x86_64-linux-musl|musl)-g\+\+: (?:command )?not found/,
    ],
    leadsTo: ['cmake-compiler-not-found'],
  },
  {
    id: 'musl-gcc-not-found',
    title: 'There is no C compiler by the name that the build uses',
    why: (situation) =>
      `musl-gcc and x86_64-linux-musl-gcc are the names that tools guess.${toolInImage(situation, 'clang')} ` +
      'CC_x86_64_unknown_linux_musl names the compiler for the target, and every crate that uses `cc` follows it.',
    remedies: [
      removeVariables([
        'CC',
        'AR',
        'TARGET_CC',
        'TARGET_AR',
        'CC_x86_64_unknown_linux_musl',
        'AR_x86_64_unknown_linux_musl',
      ]),
      imageHasOne,
    ],
    threads: ['briansmith/ring#563'],
    patterns: [
      /failed to find tool "(?![^"\n]{0,200}(?:\+\+|gfortran)")[^"\n]{1,200}"/,
      /failed to execute[^\n]{0,80}(?:musl-gcc|linux-musl-gcc|musl-ar|linux-musl-ar)/,
      /Is `(?:musl-gcc|x86_64-linux-musl-gcc)` (?:not )?installed/,
      /linker `(?:musl-gcc|x86_64-linux-musl-gcc)` not found/,
      /(?:musl-gcc|musl-ar): (?:command )?not found/,
    ],
  },
  {
    id: 'cmake-compiler-not-found',
    title: 'CMake does not find the compiler it was given',
    why: 'The `cmake` crate hands on the name that was guessed for the target. An image of Statix’s recipe gives CMake a toolchain file that has the right paths, unless a variable replaces it.',
    remedies: [
      removeVariables([
        'CMAKE_TOOLCHAIN_FILE*',
        'CC',
        'CC_*',
        'CXX',
        'CXX_*',
        'CXXSTDLIB*',
        'TARGET_CC',
        'TARGET_CXX',
      ]),
      {
        text: 'In an image of your own:',
        snippet: 'export CMAKE_TOOLCHAIN_FILE_x86_64_unknown_linux_musl=<toolchain.cmake>',
      },
    ],
    threads: ['fede1024/rust-rdkafka#571', 'fede1024/rust-rdkafka#772'],
    patterns: [
      /is not a full path and was not found in the PATH/,
      /Could not find toolchain file: /,
      /No CMAKE_CXX?_COMPILER could be found/,
    ],
  },
  {
    id: 'cmake-policy-removed',
    title: 'CMake 4 no longer reads this project’s CMakeLists.txt',
    why: 'The project asks for the behaviour of a CMake older than 3.5, which version 4 does not have any more.',
    remedies: [
      {
        text: 'Tell CMake to take it for a newer one, in Cargo.toml:',
        snippet: buildEnvironment('CMAKE_POLICY_VERSION_MINIMUM', '3.5'),
      },
      updateLocked('Or update the crate, and commit Cargo.lock:', [
        { crate: 'rdkafka-sys', from: '4.0.0', before: '4.9.0' },
      ]),
    ],
    threads: ['fede1024/rust-rdkafka#768'],
    patterns: [/Compatibility with CMake < 3\.5 has been removed/],
  },
  {
    id: 'avx512-refused',
    title: 'C code uses AVX-512 in a function that is not compiled for it',
    why: 'Clang takes such instructions only in functions that ask for them by `__attribute__((target("…")))`. Releases 1.23 and 1.24 of libdeflate-sys ask for `evex512` among others, which Clang 22 does not know any more.',
    remedies: [
      updateLocked('Update it, and commit Cargo.lock:', [
        { crate: 'libdeflate-sys', from: '1.23.0', before: '1.25.0' },
      ]),
      {
        text: 'Where it is libdeflate, leave these functions out, in Cargo.toml:',
        snippet: buildEnvironment(
          'CFLAGS_x86_64_unknown_linux_musl',
          '-DLIBDEFLATE_ASSEMBLER_DOES_NOT_SUPPORT_AVX512VNNI -DLIBDEFLATE_ASSEMBLER_DOES_NOT_SUPPORT_VPCLMULQDQ',
        ),
      },
    ],
    threads: [],
    patterns: [
      /always_inline function '_mm512_[a-z0-9_]{1,60}' requires target feature 'avx512[a-z0-9]{0,20}'/,
    ],
  },
  {
    id: 'bsd-types-missing',
    title: 'C code uses names of types that musl keeps in sys/types.h',
    why: 'u_int8_t, u_char, uint, ulong and the like are no part of C. glibc defines them in more headers than musl, which has them in sys/types.h alone.',
    remedies: [
      {
        text: 'Include it everywhere, in Cargo.toml:',
        snippet: bothFlags('-include sys/types.h'),
      },
      {
        text: 'Where the crate asks for strict C (-std=c99, -std=c11), which hides them:',
        snippet: bothFlags('-D_BSD_SOURCE -include sys/types.h'),
      },
    ],
    threads: [],
    patterns: [
      /(?:unknown type name|use of undeclared identifier) '(?:u_int(?:8|16|32|64)_t|u_(?:char|short|int|long)|uint|ushort|ulong)'/,
    ],
  },
  {
    id: 'cstdint-missing',
    title: 'Code relies on a header that newer standard libraries do not bring along',
    why: 'uint64_t and the like are in <cstdint>, of C in <stdint.h>. Older standard libraries included it from other headers; libc++, GCC 13 and musl do not.',
    remedies: [
      {
        text: 'Include it everywhere, in Cargo.toml:',
        snippet: buildEnvironment('CXXFLAGS_x86_64_unknown_linux_musl', '-include cstdint'),
      },
      ({ line }) =>
        /\.(?:c|h):\d/.test(line)
          ? {
              text: 'Where it is C, and not C++:',
              snippet: buildEnvironment('CFLAGS_x86_64_unknown_linux_musl', '-include stdint.h'),
            }
          : undefined,
    ],
    threads: ['rust-rocksdb/rust-rocksdb#991'],
    patterns: [
      /'u?int(?:8|16|32|64)_t' (?:has not been declared|does not name a type|was not declared in this scope)/,
      /(?:unknown type name|use of undeclared identifier) 'u?int(?:8|16|32|64)_t'/,
      /'u?int(?:8|16|32|64)_t' is defined in header '<cstdint>'/,
    ],
  },
  {
    id: 'c23-bool',
    title: 'Old C defines `bool`, which is a keyword since C23',
    why: 'Newer compilers read C as C23 unless told otherwise, and there `bool`, `true` and `false` cannot be defined.',
    remedies: [
      {
        text: 'Have it read as C17, in Cargo.toml:',
        snippet: buildEnvironment('CFLAGS_x86_64_unknown_linux_musl', '-std=gnu17'),
      },
    ],
    threads: [],
    patterns: [
      /cannot use keyword '(?:false|true)' as enumeration constant/,
      /'(?:bool|true|false)' (?:is a keyword with '-std=c23'|cannot be defined via)/,
      /cannot combine with previous '[a-z ]{1,20}' declaration specifier/,
      // Clang says “expected identifier” alone, and shows the line.
      /\|\s{1,20}(?:typedef\s)?\s{0,20}enum\b[^\n{]{0,60}\{\s{0,20}(?:false|true)\b/,
    ],
  },
  {
    id: 'kernel-headers-missing',
    title: 'Headers of the Linux kernel are missing',
    why: 'They are no part of musl. The sysroot of Statix’s recipe has them in its component linux-headers; a musl-gcc wrapper on a distribution has none.',
    remedies: [
      removeVariables(
        ['CC', 'CC_*', 'CFLAGS*', 'TARGET_CC', 'TARGET_CFLAGS'],
        'they lead away from the image’s sysroot',
      ),
      'Have the crate compile with CC_x86_64_unknown_linux_musl, as those that use `cc` and `cmake` do: the compiler of Statix’s recipe knows a sysroot that has them.',
      updateLocked(
        'Newer releases of aws-lc-sys do without some of them; update it, and commit Cargo.lock:',
        [{ crate: 'aws-lc-sys' }],
      ),
    ],
    threads: ['aws/aws-lc-rs#894', 'aws/aws-lc-rs#1024'],
    patterns: [missingHeader('(?:linux|asm|asm-generic)/[a-z0-9_./-]{1,60}\\.h')],
  },
];

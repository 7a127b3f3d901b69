import { updateLocked } from '../lock-words.js';
import { undefinedSymbol, type Signature } from '../signature.js';

const whichCompiler =
  'Find who compiled it: the log names the archive after `in archive` or before `: in function`. The crate has to ' +
  'take its compiler from CC_x86_64_unknown_linux_musl, as those that use `cc` and `cmake` do.';

const rdkafka = {
  text: 'rdkafka, for example, calls the host’s compiler unless it is built with CMake:',
  snippet: 'rdkafka = { version = "0.38", features = ["cmake-build"] }',
};

export const glibcSignatures: readonly Signature[] = [
  {
    id: 'glibc-objects',
    title: 'C code for glibc was linked into a musl program',
    why:
      'The host’s compiler made it, with glibc’s headers: these functions exist in glibc alone. A crate’s own ' +
      'Makefile or configure script called plain `cc`, or a prebuilt library was taken.',
    remedies: [whichCompiler, rdkafka],
    threads: [
      'rust-rocksdb/rust-rocksdb#418',
      'rust-rocksdb/rust-rocksdb#635',
      'fede1024/rust-rdkafka#170',
      'fede1024/rust-rdkafka#447',
    ],
    patterns: [
      undefinedSymbol('__\\w{1,60}_chk\\b|__libc_single_threaded|_dl_find_object'),
      /@@GLIBC_2\./,
      /DSO missing from command line/,
    ],
    leadsTo: ['glibc-large-file', 'cxx-runtime-missing'],
  },
  {
    id: 'glibc-isoc23',
    title: 'C code was compiled with headers of glibc 2.38 or newer',
    why: 'They turn strtol and its like into functions that only glibc has. So the host’s compiler made it, not the one for musl.',
    remedies: [whichCompiler, rdkafka],
    threads: ['aws/aws-lc-rs#736'],
    patterns: [/__isoc23_/],
  },
  {
    id: 'glibc-large-file',
    title: 'Code uses the 64-bit file functions that musl dropped in 1.2.4',
    why: 'open64, stat64 and the like are plain open and stat in musl. Old versions of the `libc` crate, and C compiled with glibc’s headers, still call them.',
    remedies: [
      updateLocked('Update what calls them, and commit Cargo.lock:', [
        { crate: 'libc', before: '0.2.146' },
        { crate: 'getrandom', from: '0.2.0', before: '0.2.10' },
      ]),
      {
        text: 'If C code calls them, have musl’s headers map them:',
        snippet:
          '[package.metadata.statix.build-static.environment]\nCFLAGS_x86_64_unknown_linux_musl = "-D_LARGEFILE64_SOURCE"',
      },
    ],
    threads: ['rust-lang/rust#111285', 'rust-random/getrandom#326'],
    patterns: [
      undefinedSymbol(
        '(?:open|openat|fopen|freopen|stat|fstat|fstatat|lstat|mmap|lseek|readdir|ftruncate|fallocate|fseeko|ftello|pread|pwrite)64\\b',
      ),
    ],
  },
  {
    id: 'gnu-libc-version',
    title: 'An object asks for glibc’s version number',
    why: 'gnu_get_libc_version is in glibc alone: an object or a Rust library made for gnu got into the link for musl.',
    remedies: [whichCompiler, 'If prebuilt libraries are linked, take those for musl.'],
    threads: ['neevek/rstun#3'],
    patterns: [/gnu_get_libc_version/],
  },
  {
    id: 'host-glibc-too-old',
    title: 'A program that the build runs was made for a newer glibc than the image has',
    why: 'It is a prebuilt program that a crate brings or the repository holds, or a build script that another machine or image left in a target folder.',
    remedies: [
      'Take a release of the prebuilt program for an older glibc, or one that is static.',
      'Do not mount a target folder of the host into the container, and set no CARGO_TARGET_DIR for it.',
    ],
    threads: ['cross-rs/cross#724', 'cross-rs/cross#988', 'cross-rs/cross#1436'],
    patterns: [/version `GLIBC_2\.[0-9]{1,2}' not found/],
  },
];

import { libraryInImage, toolInImage, whereHeld } from '../image-words.js';
import { missingHeader, undefinedSymbol, type Signature } from '../signature.js';

const openMp = ['omp', 'gomp', 'iomp5'];

/** What static musl programs, or this image, do not have. */
export const unavailableSignatures: readonly Signature[] = [
  {
    id: 'openmp-unavailable',
    title: 'OpenMP was not found',
    why: (situation) =>
      `The code is compiled with OpenMP, whose runtime has to be there for musl.${libraryInImage(situation, 'OpenMP runtime', openMp)}`,
    remedies: ['Turn off the crate’s `openmp` feature, or use rayon.'],
    threads: [],
    patterns: [
      missingHeader('omp\\.h'),
      undefinedSymbol('omp_get_|GOMP_|__kmpc_'),
      /(?:cannot find|unable to find library) -l(?:gomp|omp|iomp5)\b/,
    ],
  },
  {
    id: 'fortran-unavailable',
    title: 'No Fortran compiler was found, or not its runtime',
    why: (situation) =>
      'Fortran needs a compiler, and a runtime (libgfortran) for musl; Debian’s is for glibc.' +
      toolInImage(situation, 'gfortran') +
      libraryInImage(situation, 'libgfortran', ['gfortran']),
    remedies: [
      'For linear algebra, use a crate written in Rust or C: `faer`, `nalgebra`, or BLIS with `cblas`.',
    ],
    threads: [],
    patterns: [
      /No Fortran compiler/i,
      /CMAKE_Fortran_COMPILER could be found/,
      /gfortran: (?:command )?not found/,
      /failed to find tool "[\w-]{0,40}gfortran"/,
      /(?:cannot find|unable to find library) -lgfortran\b/,
    ],
  },
  {
    id: 'sanitizer-unavailable',
    title: 'Sanitizers do not work in static programs',
    why: 'They replace functions of a shared libc at run time.',
    remedies: ['Run sanitizers on the gnu target: `cargo test --target x86_64-unknown-linux-gnu`.'],
    threads: [],
    patterns: [
      /libclang_rt\.(?:asan|msan|tsan|ubsan)\w{0,20}/,
      /sanitizer is incompatible with statically linked libc/,
      undefinedSymbol('__(?:asan|msan|tsan|ubsan)_'),
    ],
  },
  {
    id: 'backtrace-unavailable',
    title: 'backtrace() of execinfo.h is not part of musl',
    why: (situation) =>
      `backtrace() and backtrace_symbols() are functions of glibc; musl leaves them to a library.${libraryInImage(situation, 'libexecinfo', ['execinfo'])}`,
    remedies: [
      whereHeld(['execinfo'], {
        text: 'Link the image’s, in Cargo.toml:',
        snippet: '[package.metadata.statix.build-static]\nrustflags = ["-Clink-arg=-lexecinfo"]',
      }),
      'Turn off the crate’s stack traces for C code; Rust’s own backtraces work.',
    ],
    threads: [],
    patterns: [missingHeader('execinfo\\.h'), undefinedSymbol('backtrace(?:_symbols(?:_fd)?)?\\b')],
  },
];

import type { ImpossibleRule } from '../native-rule.js';
import { mimallocOnMusl } from './allocators.js';

const noNetwork =
  'The build has no network: what it downloads could change from one build to the next, and no hash would tell.';

function downloads(
  crates: string,
  what: string,
  remedies: ImpossibleRule['remedies'],
  rule: Partial<ImpossibleRule> = {},
): ImpossibleRule {
  return {
    crates: crates.split(' '),
    code: 'downloads-while-building',
    severity: 'error',
    what,
    why: noNetwork,
    remedies,
    ...rule,
  };
}

function sharedOnly(crates: string, what: string, remedies: readonly string[]): ImpossibleRule {
  return {
    crates: crates.split(' '),
    code: 'shared-library-only',
    severity: 'error',
    what,
    why: 'A fully static program can neither be linked with a shared library nor load one.',
    remedies,
  };
}

/** Crates that end badly whatever the image has. */
export const impossibleRules: readonly ImpossibleRule[] = [
  {
    crates: ['netlib-src', 'lapack-src-netlib', 'arpack-ng-sys', 'slicot', 'odepack-sys'],
    code: 'needs-fortran',
    unlessImageHas: ['gfortran'],
    severity: 'error',
    what: 'is written in Fortran',
    why: 'The image has no Fortran compiler: there is none that links with its C and C++ libraries for musl.',
    remedies: ['Use linear algebra in Rust: faer, nalgebra, or ndarray without a BLAS.'],
  },
  {
    crates: ['openmp-sys'],
    code: 'needs-openmp',
    unlessImageHas: ['omp', 'gomp', 'iomp5'],
    severity: 'error',
    what: 'needs the OpenMP run-time library',
    why: 'The image has no libomp for musl.',
    remedies: ['Turn off the feature that asks for OpenMP; use rayon for parallel loops.'],
  },
  downloads('openblas-src', 'downloads and compiles OpenBLAS, or links the one of the system', [
    'Use linear algebra in Rust: faer, nalgebra, or ndarray without a BLAS.',
  ]),
  downloads('intel-mkl-src intel-mkl-sys', 'downloads Intel MKL', [
    'Use linear algebra in Rust: faer, nalgebra.',
  ]),
  downloads(
    'ort-sys onnxruntime-sys',
    'downloads ONNX Runtime, built for glibc, or loads it when the program starts',
    ['Use tract or candle, which are written in Rust.'],
  ),
  downloads('torch-sys', 'downloads libtorch, a set of shared libraries', [
    'Use candle or burn, which are written in Rust.',
  ]),
  downloads('tensorflow-sys tflitec', 'downloads or compiles TensorFlow with Bazel', [
    'Use tract or candle, which are written in Rust.',
  ]),
  downloads('v8 rusty_v8', 'downloads V8, which is published for glibc only', [
    'Use boa, or QuickJS (rquickjs), which compiles in the image.',
  ]),
  downloads('skia-bindings', 'downloads Skia, built for glibc', [
    'Use tiny-skia, which is written in Rust.',
  ]),
  downloads(
    'utoipa-swagger-ui',
    'downloads Swagger UI',
    [
      'Add its feature `vendored`, or set SWAGGER_UI_DOWNLOAD_URL to a file:// address of a declared input.',
    ],
    { unlessFeatures: ['vendored'], unlessDependsOn: ['utoipa-swagger-ui-vendored'] },
  ),
  downloads(
    'nanomsg-sys',
    'clones nanomsg from GitHub with its feature `bundled`',
    [
      {
        text: 'Use nng, nanomsg’s successor, which brings its source:',
        snippet: 'nng = "1"',
      },
    ],
    { onlyIfFeatures: ['bundled'] },
  ),
  downloads('scip-sys', 'downloads SCIP', ['Use good_lp with microlp, or highs.']),
  sharedOnly('foundationdb-sys', 'links libfdb_c, which there is only as a shared library', [
    'Run the FoundationDB client in a process of its own.',
  ]),
  sharedOnly('vosk-sys', 'links libvosk, which there is only as a shared library', []),
  sharedOnly(
    'cuda-sys cust_raw cublas-sys cudnn-sys nvrtc-sys cl-sys opencl-sys cl3',
    'links a library of the graphics driver, which there is only as a shared library',
    ['Keep what talks to the GPU in a program of its own that is linked dynamically.'],
  ),
  sharedOnly('llvm-sys', 'links LLVM, which the image has for its own compiler only, for glibc', [
    'Use cranelift, which is written in Rust.',
  ]),
  sharedOnly('rb-sys', 'binds Ruby, which loads its extensions as shared libraries', []),
  sharedOnly('ext-php-rs', 'is an extension that PHP loads as a shared library', []),
  sharedOnly('libR-sys extendr-ffi', 'links R, which there is only as a shared library', []),
  sharedOnly('jl-sys', 'links Julia, which there is only as a shared library', []),
  {
    crates: [
      'pam-sys',
      'pam',
      'pam-client',
      'pam-client2',
      'nonstick',
      'libpam-sys',
      'pam-bindings',
    ],
    code: 'pam',
    severity: 'error',
    what: 'uses PAM',
    why: 'PAM loads its modules with dlopen, which a static program does not have, and the image has no libpam.',
    remedies: ['Let a small program that is linked dynamically ask PAM, and call it.'],
  },
  {
    crates: ['opencv', 'opencv-binding-generator'],
    code: 'library-not-in-image',
    unlessImageHas: ['opencv4', 'opencv', 'opencv_core'],
    severity: 'error',
    what: 'binds OpenCV, which is not in the image',
    why: 'The crate does not bring OpenCV’s source.',
    remedies: ['Use image and imageproc, which are written in Rust.'],
  },
  {
    crates: ['ffmpeg-sys-next', 'ffmpeg-sys', 'rusty_ffmpeg', 'ffmpeg-sys-the-third', 'rsmpeg'],
    code: 'library-not-in-image',
    unlessImageHas: ['libavcodec', 'avcodec'],
    severity: 'error',
    what: 'binds FFmpeg, which is not in the image',
    why: 'The crate links the FFmpeg of the system, or clones its source while building, and the build has no network.',
    remedies: ['Call ffmpeg as a program, or use symphonia for audio, which is written in Rust.'],
  },
  {
    crates: ['pyo3-ffi', 'python3-sys', 'cpython'],
    code: 'embeds-python',
    unlessImageHas: ['python3', 'python3-embed'],
    severity: 'warning',
    what: 'embeds Python, or is an extension of it',
    why: 'The image has no Python for musl to link with, and a Python that is linked statically cannot load extension modules.',
    remedies: ['Call Python as a process, or use RustPython.'],
  },
  {
    crates: ['llama-cpp-sys-2', 'faiss-sys'],
    code: 'needs-openmp',
    unlessImageHas: ['omp', 'gomp', 'iomp5'],
    severity: 'warning',
    what: 'asks for OpenMP unless it is told not to',
    why: 'The image has no libomp for musl.',
    remedies: [
      'Of llama-cpp-2, leave out the default features, which include `openmp`. faiss-sys has no such feature.',
    ],
  },
  {
    crates: ['glfw-sys', 'raylib-sys', 'fltk-sys', 'minifb', 'allegro-sys'],
    code: 'needs-display-headers',
    unlessImageHas: ['x11', 'X11', 'wayland-client'],
    severity: 'warning',
    what: 'wants the headers and libraries of X11 or Wayland',
    why: 'The image has none, and a window needs a graphics driver, which is loaded with dlopen.',
    remedies: ['Keep the user interface in a program of its own that is linked dynamically.'],
  },
  {
    crates: ['chromaprint-sys-next'],
    code: 'chromaprint-builds-shared',
    severity: 'warning',
    what: 'fails unless its feature `static` is on: it compiles Chromaprint as a shared library',
    why: 'Its tests are linked with that library, and the image links statically (`attempted static link of dynamic object libchromaprint.so`).',
    remedies: [
      {
        text: 'Name it beside what brings it, with the feature, in Cargo.toml:',
        snippet: 'chromaprint-sys-next = { version = "1", features = ["static"] }',
      },
      {
        text: 'Or ask for it where the program is built:',
        snippet: '[package.metadata.statix.build-static.environment]\nCHROMAPRINT_SYS_STATIC = "1"',
      },
    ],
    unlessFeatures: ['static'],
  },
  {
    crates: ['fluidlite-sys'],
    code: 'no-bindings-for-musl',
    severity: 'error',
    what: 'has bindings for glibc only, and panics for musl (`No prebuilt bindings`)',
    why: 'It looks for bindings under the name of the target, `x86_64-linux-musl`, and has none of that name. With the feature `bindgen` it makes them with bindgen 0.59, and what that makes with Clang 22 does not compile.',
    remedies: ['Use rustysynth, which is written in Rust.'],
    versions: { from: '0.2.0', before: '0.2.2' },
    unlessDependsOn: ['bindgen'],
  },
  {
    crates: ['libunwind-sys'],
    code: 'library-not-on-search-path',
    severity: 'warning',
    what: 'fails unless rustc is told where liblzma is: for musl it looks in Debian’s folder only',
    why: 'Its build script names liblzma for musl with no folder but /usr/lib/x86_64-linux-gnu (`could not find native static library lzma`). The image has liblzma for musl, where the linker finds it and rustc does not.',
    remedies: [
      {
        text: 'Add the image’s folder, in .cargo/config.toml:',
        snippet:
          '[target.x86_64-unknown-linux-musl]\nrustflags = ["-L", "native=/opt/statix/sysroot/usr/lib"]',
      },
      'Or use backtrace or framehop, which are written in Rust.',
    ],
    versions: { from: '0.6.0' },
  },
  {
    // Tried release by release: 1.22.0 compiles, 1.23.0 to 1.24.0 do not, 1.25.0 does.
    crates: ['libdeflate-sys'],
    code: 'avx512-refused',
    severity: 'warning',
    what: 'does not compile with Clang 22, which the image of the recipe has',
    why: 'Releases 1.23 and 1.24 ask for `evex512` among the instructions of a function, a name that Clang 22 does not know any more, and their AVX-512 is refused (`requires target feature avx512f`).',
    remedies: [
      {
        text: 'Update it, and commit Cargo.lock:',
        snippet: 'cargo update libdeflate-sys',
      },
      {
        text: 'Or leave these functions out, in Cargo.toml:',
        snippet:
          '[package.metadata.statix.build-static.environment]\nCFLAGS_x86_64_unknown_linux_musl = "-DLIBDEFLATE_ASSEMBLER_DOES_NOT_SUPPORT_AVX512VNNI -DLIBDEFLATE_ASSEMBLER_DOES_NOT_SUPPORT_VPCLMULQDQ"',
      },
    ],
    versions: { from: '1.23.0', before: '1.25.0' },
  },
  {
    crates: ['rdkafka-sys'],
    code: 'rdkafka-without-cmake',
    severity: 'error',
    what: 'is configured by librdkafka’s own script, which takes the host’s compiler',
    why:
      'Without the feature `cmake-build` the script mklove runs with plain CC and CFLAGS; objects for glibc ' +
      'then end in a program for musl, which fails at link (`__memcpy_chk`, `__isoc23_strtol`).',
    remedies: [
      {
        text: 'Build it with CMake, in Cargo.toml:',
        snippet: 'rdkafka = { version = "0.38", features = ["cmake-build"] }',
      },
    ],
    unlessDependsOn: ['cmake'],
    unlessFeatures: ['cmake-build', 'cmake_build'],
  },
  {
    crates: ['rdkafka-sys'],
    code: 'rdkafka-links-shared',
    severity: 'error',
    what: 'looks for a shared librdkafka of the system',
    why: 'The feature `dynamic-linking` (or `dynamic_linking`) asks for it; a static program cannot use it.',
    remedies: ['Use the feature `cmake-build` instead.'],
    onlyIfFeatures: ['dynamic-linking', 'dynamic_linking'],
    onlyIfDependsOn: [],
  },
  {
    crates: ['mysqlclient-src'],
    code: 'mysqlclient-bundled',
    severity: 'warning',
    what: 'compiles MySQL’s client, whose configuration fails on some versions of musl',
    why: 'It asks for res_ninit and friends, which musl leaves out; the image supplies them where its recipe has them.',
    remedies: ['Or use a client in Rust: diesel-async with mysql_async, or sqlx.'],
  },
  {
    crates: ['pq-sys'],
    code: 'pq-bundled-with-bindgen',
    severity: 'error',
    what: 'has both `bundled` and `buildtime_bindgen`',
    why: 'Its build script panics: the headers that bindgen reads are not there yet when libpq is its own.',
    remedies: ['Leave out `buildtime_bindgen`: the bundled bindings are complete.'],
    onlyIfFeatures: ['buildtime_bindgen'],
    onlyIfDependsOn: ['pq-src', 'bindgen'],
  },
  {
    crates: ['tikv-jemalloc-sys', 'jemalloc-sys'],
    code: 'jemalloc-background-threads',
    severity: 'warning',
    what: 'starts background threads, which jemalloc cannot on musl',
    why: 'It looks for pthread_create with dlsym (`Error in dlsym(RTLD_NEXT, "pthread_create")`), which a static program does not have.',
    remedies: ['Leave out the feature `background_threads`.', mimallocOnMusl],
    onlyIfFeatures: ['background_threads', 'background_threads_runtime_support'],
  },
];

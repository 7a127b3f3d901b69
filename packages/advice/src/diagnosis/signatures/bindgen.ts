import { removeVariables } from '../environment-words.js';
import { updateLocked, whoBrings } from '../lock-words.js';
import { toolInImage, toolToAdd, whereTool } from '../image-words.js';
import { missingHeader, type Signature } from '../signature.js';

const scoped = 'BINDGEN_EXTRA_CLANG_ARGS_x86_64_unknown_linux_musl';

export const bindgenSignatures: readonly Signature[] = [
  {
    id: 'libclang-not-loadable',
    title: 'bindgen cannot load libclang from a static build script',
    why:
      'Build scripts run on the building machine. Where that is a musl toolchain they are static programs, ' +
      'and musl cannot load a shared library into a static program. An image of Statix’s recipe has a glibc host, where it can.',
    remedies: [
      {
        text: 'In an image with a musl host, link libclang into the build script:',
        snippet: 'bindgen = { version = "0.72", default-features = false, features = ["static"] }',
      },
    ],
    threads: ['rust-lang/rust-bindgen#2360', 'rust-lang/rust-bindgen#1867'],
    patterns: [/could not be opened: Dynamic loading not supported/],
  },
  {
    id: 'bindgen-host-headers',
    title: 'bindgen reads the host’s headers in place of musl’s',
    why: `glibc’s stdint.h was found, and the rest of glibc’s headers not: clang was not told the sysroot. An image of Statix’s recipe tells it with ${scoped}.`,
    remedies: [
      removeVariables(
        ['BINDGEN_EXTRA_CLANG_ARGS', scoped],
        `it takes the place of the image’s ${scoped}`,
      ),
      {
        text: 'In an image of your own:',
        snippet: `export ${scoped}="--target=x86_64-linux-musl --sysroot=<sysroot>"`,
      },
    ],
    threads: [
      'rust-cross/rust-musl-cross#45',
      'rust-cross/rust-musl-cross#117',
      'rust-rocksdb/rust-rocksdb#550',
      'rust-rocksdb/rust-rocksdb#598',
    ],
    patterns: [missingHeader('bits/libc-header-start\\.h')],
  },
  {
    id: 'clang-builtin-headers-missing',
    title: 'clang does not find its own headers',
    why: 'stdarg.h, stdbool.h and stddef.h belong to the compiler, in its resource directory. libclang was found without it.',
    remedies: [
      removeVariables(['LIBCLANG_PATH', 'CLANG_PATH'], 'they lead away from the image’s clang'),
      {
        text: 'In an image of your own, install the whole of clang:',
        snippet: 'apt-get install clang libclang-dev',
      },
    ],
    threads: ['rust-rocksdb/rust-rocksdb#174', 'rust-rocksdb/rust-rocksdb#903'],
    patterns: [missingHeader('std(?:arg|bool|def|int)\\.h')],
    unless: ['bindgen-host-headers'],
  },
  {
    id: 'bindgen-too-old',
    title: 'this bindgen does not know the Clang that reads the headers',
    why:
      'A bindgen before 0.62 panics at types without a name since Clang 16. One before 0.72.1 loses, since Clang 22, the fields of ' +
      'structs that are declared before they are defined; all that is left of them is `_address`.',
    remedies: [
      whoBrings(
        'See which crate brings it, and whether that has a release with bindgen 0.72.1 or newer:',
        [{ crate: 'bindgen', before: '0.72.1' }],
      ),
      updateLocked(
        'A bindgen that is only locked too low is updated by itself; commit Cargo.lock:',
        [{ crate: 'bindgen', from: '0.72.0', before: '0.72.1' }],
      ),
      'Or turn off that crate’s feature that runs bindgen (`bindgen`, `buildtime_bindgen`), if it has one: it then takes bindings that were made before.',
      'Or take a copy of that crate with a newer bindgen, and name it under [patch.crates-io].',
    ],
    threads: ['rust-lang/rust-bindgen#2312', 'rust-lang/rust-bindgen#3264'],
    patterns: [
      /_\((?:unnamed|anonymous)_.*" is not a valid Ident/,
      /available field is: `_address`/,
    ],
  },
  {
    id: 'libclang-not-found',
    title: 'bindgen found no libclang',
    why: (situation) =>
      `bindgen reads C headers with libclang, a shared library of the building machine.${toolInImage(situation, 'clang')}`,
    remedies: [
      whereTool(
        'clang',
        removeVariables(['LIBCLANG_PATH'], 'it leads away from the image’s libclang'),
      ),
      toolToAdd('clang', 'libclang-dev'),
    ],
    threads: ['rust-lang/rust-bindgen#1411'],
    patterns: [
      /Unable to find libclang/,
      /couldn't find any valid shared libraries matching: \['libclang/,
    ],
    unless: ['libclang-not-loadable'],
  },
];

import { heldLibraries } from '../image-words.js';
import { duplicateSymbol, undefinedSymbol, type Signature } from '../signature.js';

export const linkingSignatures: readonly Signature[] = [
  {
    id: 'unwinder-conflict',
    title: 'Two unwinders in one program, or none',
    why: 'Rust’s libunwind and GCC’s libgcc_eh define the same functions. A library or a flag brings a second one, or asks for one that is not there.',
    remedies: [
      'Remove -lgcc_eh, -lgcc_s and -lunwind from build scripts, `rustflags` and .cargo/config.toml: Rust links its own.',
    ],
    threads: ['sagiegurari/cargo-make#1090'],
    patterns: [duplicateSymbol('_Unwind_'), undefinedSymbol('_Unwind_')],
  },
  {
    id: 'two-start-files',
    title: 'Two sets of start files were linked',
    why: 'rustc links crt1.o of its own for musl, and something else added another.',
    remedies: [
      'Remove start files and -nostartfiles from `rustflags` and .cargo/config.toml.',
      {
        text: 'If the linker has to bring its own, turn rustc’s off:',
        snippet: '[package.metadata.statix.build-static]\nrustflags = ["-Clink-self-contained=no"]',
      },
    ],
    threads: ['ziglang/zig#5320'],
    patterns: [duplicateSymbol('_start\\b|_init\\b|__libc_start_main')],
  },
  {
    id: 'no-pie',
    title: 'A flag asks for a program at a fixed address, and rustc for one that is not',
    why: 'Rust’s musl programs are static-PIE, for which rustc tells the linker -static-pie; -no-pie in link arguments contradicts it.',
    remedies: [
      'Remove -no-pie (or -nopie) from link arguments: `rustflags`, .cargo/config.toml, and `cargo:rustc-link-arg` of build scripts.',
      {
        text: 'If the program has to have a fixed address, tell rustc, in place of the link argument:',
        snippet:
          '[package.metadata.statix.build-static]\nrustflags = ["-Crelocation-model=static"]',
      },
    ],
    threads: [],
    patterns: [/cannot specify 'no-?pie' along with 'static-pie'/],
  },
  {
    id: 'not-position-independent',
    title: 'C or assembly was compiled for a fixed address',
    why: 'Rust’s musl programs are position-independent (static-PIE), so all code in them has to be. Something was compiled without -fPIC, or is a prebuilt library.',
    remedies: [
      'Remove -fno-pic, -fno-pie and -no-pie from CFLAGS, or have the crate compile with -fPIC.',
      {
        text: 'If it cannot be, link the program for a fixed address:',
        snippet:
          '[package.metadata.statix.build-static]\nrustflags = ["-Crelocation-model=static"]',
      },
    ],
    threads: ['rust-openssl/rust-openssl#1198', 'rust-lang/rust#94364'],
    patterns: [
      /relocation R_X86_64_(?:32S?|PC32|64) [^\n]{0,120}(?:PIE object|recompile with -fPI[CE])/,
      /relocation R_X86_64_(?:32S?|PC32|64) (?:cannot|can not) be used against/,
    ],
  },
  {
    id: 'static-library-not-found',
    title: 'A static library is missing',
    why: (situation) =>
      'A crate links a library, and there is no .a of that name where the linker looks. Libraries of the host are ' +
      `no use to a static program.${heldLibraries(situation)}`,
    remedies: [
      'Turn on the feature of the -sys crate that compiles the library itself: `vendored`, `bundled` or `static`.',
      'Or add the library to the image, and its directory with `rustflags = ["-Lnative=<directory>"]`.',
    ],
    threads: ['Wilfred/difftastic#985'],
    patterns: [
      /could not find native static library `/,
      /cannot find -l[\w+.-]{1,60}/,
      /unable to find library -l[\w+.-]{1,60}/,
    ],
    unless: ['openmp-unavailable', 'fortran-unavailable', 'sanitizer-unavailable'],
  },
  {
    id: 'shared-object-linked',
    title: 'A shared library was to be linked into a static program',
    why: 'The log names it, after “static link of dynamic object”. A crate compiled its library as a shared one, or names one by its path.',
    remedies: [
      'Turn on the feature of the -sys crate that compiles a static library: `static`, `vendored` or `bundled`.',
      'In your own build script, link the archive (.a) in its place.',
    ],
    threads: [],
    patterns: [/attempted static link of dynamic object/],
  },
  {
    id: 'malloc-twice',
    title: 'Two libraries define malloc',
    why: 'An allocator was built to take malloc’s place for C code as well, and musl’s or another one is linked too.',
    remedies: [
      {
        text: 'Leave the override off; for mimalloc:',
        snippet: 'mimalloc = { version = "0.1", default-features = false }',
      },
    ],
    threads: ['microsoft/mimalloc#243'],
    patterns: [duplicateSymbol('(?:malloc|free|calloc|realloc|aligned_alloc|posix_memalign)\\b')],
  },
];

import {
  buildScript,
  callsPart,
  change,
  configured,
  hostCompiler,
  links,
  main,
  removeConfiguration,
  removes,
  setInManifest,
  takesImagesCompiler,
  vendors,
  withC,
  withCxx,
  withMore,
} from './case-parts.js';
import type { RemedyCase } from './remedy-case.js';

/** Compiles a library as a shared one, and links a program with it. */
const linksSharedLibrary = `    let out = std::env::var("OUT_DIR").unwrap();
    std::fs::write(format!("{out}/part.c"), "int part(void) { return 2; }").unwrap();
    std::fs::write(format!("{out}/main.c"), "int part(void); int main(void) { return part(); }").unwrap();
    let run = |words: &str| {
        let compiler = std::env::var("CC_x86_64_unknown_linux_musl").unwrap();
        let status = std::process::Command::new(compiler).args(words.split(' ')).current_dir(&out).status();
        assert!(status.unwrap().success());
    };
    run("-shared -nostdlib -o libpart.so part.c");
    run("-o main main.c libpart.so");`;

const usesStrings =
  '#include <string>\nextern "C" int part() { return (int)std::to_string(22).append("x").size(); }\n';

/** In an image whose linker does not bring it by itself. */
const callsBacktrace = {
  ...withC(
    '#ifdef STACK_TRACES\n#include <execinfo.h>\nint part(void) { void *frames[4]; return backtrace(frames, 4); }\n#else\nint part(void) { return 0; }\n#endif\n',
    '.define("STACK_TRACES", None)',
  ),
  image: 'RUN ln -sf ../llvm/bin/ld.lld /opt/statix/bin/x86_64-linux-musl-ld',
};

/** A library with an allocator of its own. */
const ownMalloc = `#include <stddef.h>
static char pool[1 << 20];
static size_t used;
void *aligned_alloc(size_t to, size_t size) { used = (used + to - 1) / to * to; used += size; return pool + used - size; }
void *malloc(size_t size) { return aligned_alloc(16, size); }
void *calloc(size_t count, size_t size) { return malloc(count * size); }
void *realloc(void *old, size_t size) { return old == 0 ? malloc(size) : 0; }
void free(void *unused) { (void)unused; }
int posix_memalign(void **to, size_t alignment, size_t size) { *to = aligned_alloc(alignment, size); return 0; }
void *memalign(size_t to, size_t size) { return aligned_alloc(to, size); }
size_t malloc_usable_size(void *of) { (void)of; return 0; }
int part(void) { return (int)used; }
`;

/** A crate that links C++ in its build script without start files, with what a variable names. */
const linksByItself = (variable: string): Pick<RemedyCase, 'files'> => ({
  files: buildScript(`    let out = std::env::var("OUT_DIR").unwrap();
    let named = |name: &str| std::env::var(name).ok();
    let own = named("${variable}").or(named("CXX_x86_64_unknown_linux_musl")).unwrap();
    let mut words = own.split(' ');
    let source = "struct Part { ~Part(); }; Part::~Part() {} static Part part;";
    std::fs::write(format!("{out}/main.cc"), source).unwrap();
    let status = std::process::Command::new(words.next().unwrap())
        .args(words)
        .args(["-shared", "-fPIC", "-nostdlib", "-o", "libpart.so", "main.cc"])
        .current_dir(&out)
        .status();
    assert!(status.unwrap().success());`),
});

/** What the linker says. */
export const linkingCases: readonly RemedyCase[] = [
  {
    id: 'cxx-runtime-missing',
    ...withCxx(
      '#include <string>\n#include <stdexcept>\nextern "C" int part() { try { throw std::runtime_error("x"); } catch (const std::exception &e) { return (int)std::string(e.what()).size(); } }\n',
      '.cpp_link_stdlib(None)',
    ),
    remedy: 'If a crate links C++ but names no library',
    quick: true,
  },
  {
    id: 'two-start-files',
    files: configured('"-Clink-arg=/opt/statix/sysroot/usr/lib/crt1.o"'),
    remedy: 'Remove start files',
    follow: removeConfiguration,
    quick: true,
  },
  {
    id: 'not-position-independent',
    ...withC(
      'int table[4] = {1, 2, 3, 4};\nint part(void) { volatile int at = 1; return table[at]; }\n',
      '.pic(false).flag("-fno-pic").flag("-fno-pie").flag("-mcmodel=small")',
    ),
    remedy: 'If it cannot be, link the program for a fixed address',
    quick: true,
  },
  {
    id: 'no-pie',
    files: configured('"-Clink-arg=-no-pie"'),
    remedy: 'Remove -no-pie',
    follow: removeConfiguration,
    quick: true,
  },
  {
    id: 'no-pie',
    name: 'at a fixed address',
    files: configured('"-Clink-arg=-no-pie"'),
    remedy: 'If the program has to have a fixed address',
    follow: setInManifest,
  },
  vendors('    println!("cargo:rustc-link-lib=static=unheard");', {
    id: 'static-library-not-found',
    remedy: 'Turn on the feature',
    quick: true,
  }),
  vendors('    println!("cargo:rustc-link-lib=unheard");', {
    ...{ id: 'static-library-not-found', name: 'by the linker' },
    remedy: 'Turn on the feature',
  }),
  {
    id: 'shared-object-linked',
    // As Chromaprint's tests are linked with the library that it has just compiled.
    files: buildScript(linksSharedLibrary),
    remedy: 'In your own build script, link the archive',
    follow: (workspace) => {
      change('crates/app/build.rs', '-shared -nostdlib -o libpart.so', '-c -o part.o')(workspace);
      change('crates/app/build.rs', 'main.c libpart.so', 'main.c part.o')(workspace);
    },
  },
  {
    id: 'sanitizer-unavailable',
    files: configured('"-Clink-arg=-fsanitize=address"'),
    remedy: 'Run sanitizers on the gnu target',
    follow: removeConfiguration,
  },
  {
    id: 'two-start-files',
    name: 'of the linker',
    files: configured('"-Clink-arg=/opt/statix/sysroot/usr/lib/crt1.o"'),
    remedy: 'If the linker has to bring its own',
    follow: setInManifest,
  },
  {
    id: 'not-position-independent',
    name: 'flags',
    ...withC(
      'int table[4] = {1, 2, 3, 4};\nint part(void) { volatile int at = 1; return table[at]; }\n',
      '.pic(false).flag("-fno-pic").flag("-fno-pie").flag("-mcmodel=small")',
    ),
    remedy: 'Remove -fno-pic',
    follow: change('crates/app/build.rs', '.pic(false).flag("-fno-pic").flag("-fno-pie")', ''),
  },
  {
    id: 'static-library-not-found',
    name: 'in an image of one’s own',
    ...withMore(links('static=own'), { [main]: callsPart }),
    remedy: 'Or add the library to the image',
    follow: async (workspace) => {
      await workspace.imageOfItsOwn(
        'RUN mkdir /opt/own && cd /opt/own && echo "int part(void) { return 2; }" > part.c' +
          ' && /opt/statix/bin/x86_64-linux-musl-clang -c part.c && ar crs libown.a part.o',
      );
      const flags = 'rustflags = ["-Lnative=/opt/own"]';
      setInManifest(workspace, { snippet: `[package.metadata.statix.build-static]\n${flags}` });
    },
  },
  vendors(linksSharedLibrary, {
    id: 'shared-object-linked',
    name: 'a feature',
    remedy: 'Turn on the feature',
  }),
  removes(
    { CXX_x86_64_unknown_linux_musl: 'g++' },
    {
      id: 'cxx-runtime-missing',
      name: 'another compiler',
      ...withCxx(usesStrings),
    },
  ),
  {
    id: 'cxx-runtime-missing',
    name: 'a makefile',
    ...hostCompiler(usesStrings, { language: 'cc' }),
    remedy: 'Have the crate compiled by CXX_x86_64_unknown_linux_musl',
    follow: takesImagesCompiler('cc'),
  },
  removes(
    { CXX: 'g++' },
    {
      id: 'dso-handle',
      ...linksByItself('CXX'),
    },
  ),
  {
    id: 'dso-handle',
    name: 'a makefile',
    ...linksByItself('LD'),
    options: { environment: { LD: 'g++' } },
    remedy: 'Have the crate compile and link by CXX_x86_64_unknown_linux_musl',
    follow: change('crates/app/build.rs', '"LD"', '"CXX_x86_64_unknown_linux_musl"'),
  },
  {
    id: 'unwinder-conflict',
    files: configured(
      '"-Clink-args=-L/usr/lib/gcc/x86_64-linux-gnu/14 -Wl,--whole-archive -lgcc_eh -Wl,--no-whole-archive"',
    ),
    remedy: 'Remove -lgcc_eh',
    follow: removeConfiguration,
  },
  {
    id: 'backtrace-unavailable',
    ...callsBacktrace,
    remedy: 'Link the image’s',
  },
  {
    id: 'backtrace-unavailable',
    name: 'without stack traces',
    ...callsBacktrace,
    remedy: 'Turn off the crate’s stack traces',
    follow: change('crates/app/build.rs', '.define("STACK_TRACES", None)', ''),
  },
  {
    id: 'malloc-twice',
    dependencies: 'mimalloc = { version = "0.1", features = ["override"] }\n',
    ...withMore(withC(ownMalloc), {
      [main]: `#[global_allocator]\nstatic GLOBAL: mimalloc::MiMalloc = mimalloc::MiMalloc;\n${callsPart}`,
    }),
    remedy: 'Leave the override off',
  },
];

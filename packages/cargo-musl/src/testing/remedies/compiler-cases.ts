import { execaSync } from 'execa';
import {
  buildScript,
  callsPart,
  change,
  hostCompiler,
  main,
  removes,
  takesImagesCompiler,
  withCmake,
  withC,
  withCxx,
  withTest,
} from './case-parts.js';
import { ownImage } from './own-image-case.js';
import type { RemedyCase } from './remedy-case.js';

const imagesCompilers = {
  '<cc>': '/opt/statix/bin/x86_64-linux-musl-clang',
  '<c++>': '/opt/statix/bin/x86_64-linux-musl-clang++',
  '<ar>': '/opt/statix/bin/x86_64-linux-musl-ar',
};

/** What compilers say, and what ends them. */
export const compilerCases: readonly RemedyCase[] = [
  {
    id: 'bsd-types-missing',
    ...withC('int part(void) { u_int8_t small = 1; uint large = 2; return small + (int)large; }\n'),
    remedy: 'Include it everywhere',
    quick: true,
  },
  {
    id: 'bsd-types-missing',
    name: 'strict C',
    ...withC('int part(void) { u_int8_t small = 1; return small; }\n', '.flag("-std=c99")'),
    remedy: 'Where the crate asks for strict C',
  },
  {
    id: 'cstdint-missing',
    ...withCxx('extern "C" int part() { uint64_t number = 2; return (int)number; }\n'),
    remedy: 'Include it everywhere',
    quick: true,
  },
  {
    id: 'cstdint-missing',
    name: 'C',
    ...withC('int part(void) { uint64_t number = 2; return (int)number; }\n'),
    remedy: 'Where it is C',
  },
  ...['Update it', 'Where it is libdeflate'].map((remedy) => ({
    id: 'avx512-refused',
    name: remedy,
    dependencies: 'libdeflater = "1.23"\n',
    precise: { libdeflater: '1.23.1', 'libdeflate-sys': '1.23.1' },
    files: {
      'crates/app/src/main.rs':
        'fn main() { println!("{}", libdeflater::Compressor::new(Default::default()).zlib_compress_bound(9)); }\n',
    },
    remedy,
  })),
  {
    id: 'c23-bool',
    ...withC(
      'typedef enum { false, true } bool;\nint part(void) { bool yes = true; return yes; }\n',
    ),
    options: { environment: { CFLAGS_x86_64_unknown_linux_musl: '-std=gnu23' } },
    remedy: 'Have it read as C17',
  },
  {
    id: 'glibc-large-file',
    name: 'C',
    ...withC(
      '#include <fcntl.h>\nextern int open64(const char *, int, ...);\nint part(void) { return open64("/dev/null", 0); }\n',
    ),
    remedy: 'If C code calls them',
    quick: true,
  },
  {
    id: 'glibc-large-file',
    name: 'Rust',
    dependencies: 'libc = "0.2"\n',
    precise: { libc: '0.2.140' },
    files: {
      'crates/app/src/main.rs':
        'fn main() {\n    let file = unsafe { libc::open64(c"/dev/null".as_ptr().cast(), 0) };\n    println!("{file}");\n}\n',
    },
    remedy: 'Update what calls them',
  },
  {
    id: 'glibc-objects',
    ...hostCompiler(
      '#include <stdio.h>\nint part(void) { char text[8]; volatile int number = 2; sprintf(text, "%d", number); return text[0]; }\n',
    ),
    remedy: 'Find who compiled it',
    follow: takesImagesCompiler(),
    quick: true,
  },
  {
    id: 'glibc-isoc23',
    ...hostCompiler(
      '#define _GNU_SOURCE\n#include <stdlib.h>\nint part(void) { const char *volatile text = "2"; return (int)strtol(text, 0, 10); }\n',
    ),
    remedy: 'Find who compiled it',
    follow: takesImagesCompiler(),
  },
  removes(
    { CXX_x86_64_unknown_linux_musl: 'no-such-c++' },
    {
      id: 'cxx-compiler-not-found',
      ...withCxx('extern "C" int part() { return 2; }\n'),
    },
  ),
  removes(
    { CC_x86_64_unknown_linux_musl: 'no-such-cc' },
    {
      id: 'musl-gcc-not-found',
      ...withC('int part(void) { return 2; }\n'),
    },
  ),
  removes(
    { CMAKE_TOOLCHAIN_FILE_x86_64_unknown_linux_musl: '/nowhere/toolchain.cmake' },
    {
      id: 'cmake-compiler-not-found',
      ...withCmake('3.10'),
    },
  ),
  {
    id: 'gnu-libc-version',
    ...hostCompiler(
      '#include <stdlib.h>\n#ifdef __GLIBC__\n#include <gnu/libc-version.h>\nint part(void) { return gnu_get_libc_version()[0]; }\n#else\nint part(void) { return 0; }\n#endif\n',
    ),
    remedy: 'Find who compiled it',
    follow: takesImagesCompiler(),
  },
  {
    id: 'out-of-memory',
    files: buildScript(
      '    let block = vec![1u8; 1 << 30];\n    println!("{}", block[std::hint::black_box(5)]);',
    ),
    change: () => {
      process.env['STATIX_MEMORY'] = '400m';
    },
    remedy: 'Or a higher limit',
  },
  {
    id: 'rustc-stack-overflow',
    files: {
      'crates/app/src/main.rs': `fn main() {\n    println!("{}", ${'('.repeat(20_000)}1${')'.repeat(20_000)});\n}\n`,
    },
    remedy: 'Give its threads more',
  },
  {
    id: 'thread-stack-overflow',
    name: 'of C',
    ...withTest(
      `#include <pthread.h>
#include <string.h>
static void *deep(void *unused) {
  char room[6 * 1024 * 1024];
  memset(room, 1, sizeof room);
  return room[4096] == 1 ? unused : 0;
}
int part(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, deep, 0) != 0) return 1;
  return pthread_join(thread, 0);
}
`,
    ),
    run: 'test',
    remedy: 'If C or C++ starts the thread',
  },
  {
    id: 'thread-stack-overflow',
    name: 'of Rust',
    files: {
      'crates/app/src/main.rs': `fn deep(n: u64) -> u64 { let room = std::hint::black_box([n; 1024]); if n == 0 { 0 } else { room[3] + deep(n - 1) } }
fn main() {}
#[test]
fn calls() {
    let work = || deep(1000);
    assert!(std::thread::spawn(work).join().unwrap() > 0);
}
`,
    },
    run: 'test',
    remedy: 'If Rust starts it',
    follow: change(
      'crates/app/src/main.rs',
      'std::thread::spawn(work)',
      'std::thread::Builder::new().stack_size(16 * 1024 * 1024).spawn(work).unwrap()',
    ),
  },
  removes(
    { CFLAGS_x86_64_unknown_linux_musl: '-nostdinc' },
    {
      id: 'kernel-headers-missing',
      ...withC('#include <linux/types.h>\nint part(void) { __u32 two = 2; return (int)two; }\n'),
    },
  ),
  {
    id: 'kernel-headers-missing',
    name: 'of another compiler',
    ...hostCompiler(
      '#include <linux/types.h>\nint part(void) { __u32 two = 2; return (int)two; }\n',
      { flags: '"--sysroot=/nowhere", ' },
    ),
    remedy: 'Have the crate compile with',
    follow: takesImagesCompiler(),
  },
  {
    id: 'gnu-libc-version',
    name: 'a prebuilt library',
    files: {
      ...buildScript(`    let out = std::env::var("OUT_DIR").unwrap();
    let run = |program: &str, words: &str| {
        let status = std::process::Command::new(program).args(words.split(' ')).current_dir(&out).status();
        assert!(status.unwrap().success());
    };
    let source = "#include <stdlib.h>\\n#ifdef __GLIBC__\\n#include <gnu/libc-version.h>\\nint part(void) { return gnu_get_libc_version()[0]; }\\n#else\\nint part(void) { return 0; }\\n#endif\\n";
    std::fs::write(format!("{out}/part.c"), source).unwrap();
    let musl = std::env::var("CC_x86_64_unknown_linux_musl").unwrap();
    for (libc, compiler) in [("gnu", "gcc"), ("musl", musl.as_str())] {
        std::fs::create_dir_all(format!("{out}/{libc}")).unwrap();
        run(compiler, "-c part.c -o part.o");
        run("ar", &format!("crs {libc}/libpart.a part.o"));
    }
    println!("cargo:rustc-link-search=native={out}/gnu");
    println!("cargo:rustc-link-lib=static=part");`),
      [main]: callsPart,
    },
    remedy: 'If prebuilt libraries are linked',
    follow: change('crates/app/build.rs', '{out}/gnu', '{out}/musl'),
  },
  {
    id: 'host-glibc-too-old',
    // A program that wants a release of glibc which is not there yet, and the same as a static one.
    files: buildScript(`    let out = std::env::var("OUT_DIR").unwrap();
    let write = |name: &str, text: &str| std::fs::write(format!("{out}/{name}"), text).unwrap();
    write("fresh.c", "void fresh(void) {}");
    write("fresh.map", "GLIBC_2.99 { fresh; };");
    write("tool.c", "void fresh(void); int main(void) { fresh(); return 0; }");
    let run = |words: &str| {
        let (program, words) = words.split_once(' ').unwrap_or((words, ""));
        let words = words.split(' ').filter(|word| !word.is_empty());
        let status = std::process::Command::new(program).args(words).current_dir(&out).status();
        assert!(status.unwrap().success());
    };
    run("gcc -shared -nostdlib -Wl,-soname,libm.so.6 -Wl,--version-script=fresh.map -o libfresh.so fresh.c");
    run("gcc -o tool tool.c libfresh.so");
    run("gcc -static -o static-tool tool.c fresh.c");
    run(&format!("{out}/tool"));`),
    remedy: 'Take a release of the prebuilt program',
    follow: change('crates/app/build.rs', '{out}/tool"', '{out}/static-tool"'),
  },
  {
    id: 'out-of-memory',
    name: 'fewer jobs',
    // As make and CMake do in build scripts of crates: so many compilers as there are jobs.
    files: buildScript(
      `    let jobs: usize = std::env::var("NUM_JOBS").unwrap().parse().unwrap();
    let block = vec![1u8; jobs * (150 << 20)];
    println!("{}", block[std::hint::black_box(5)]);`,
    ),
    change: () => {
      Object.assign(process.env, { STATIX_MEMORY: '500m', STATIX_JOBS: '4' });
    },
    remedy: 'Fewer jobs at once',
  },
  ownImage(
    'ENV CC_x86_64_unknown_linux_musl=no-such-cc',
    {
      id: 'musl-gcc-not-found',
      name: 'in an image of one’s own',
      ...withC('int part(void) { return 2; }\n'),
      remedy: 'In an image of your own',
    },
    imagesCompilers,
  ),
  ownImage(
    'ENV CXX_x86_64_unknown_linux_musl=no-such-c++',
    {
      id: 'cxx-compiler-not-found',
      name: 'in an image of one’s own',
      ...withCxx('extern "C" int part() { return 2; }\n'),
      remedy: 'In an image of your own',
    },
    imagesCompilers,
  ),
  ownImage(
    'ENV CMAKE_TOOLCHAIN_FILE_x86_64_unknown_linux_musl=/nowhere/toolchain.cmake',
    {
      id: 'cmake-compiler-not-found',
      name: 'in an image of one’s own',
      ...withCmake('3.10'),
      remedy: 'In an image of your own',
    },
    { '<toolchain.cmake>': '/opt/statix/toolchain.cmake' },
  ),
  {
    id: 'disk-full',
    // Full for as long as the volume is there that an earlier build has filled.
    files: buildScript(
      `    println!("cargo:rerun-if-changed=none");
    let filled = format!("{}/filled", std::env::var("OUT_DIR").unwrap());
    if std::path::Path::new(&filled).exists() {
        std::fs::write("/dev/shm/more", vec![1u8; 1 << 30]).unwrap();
    }
    std::fs::write(filled, "").unwrap();`,
    ),
    change: async (workspace) => {
      await workspace.build('app');
    },
    remedy: 'List Statix’s build volumes',
    follow: ({ root }, { snippet = '' }) => {
      const [docker = '', ...list] = snippet.split(' ');
      const own = ['--filter', `label=dev.statix.workspace=${root}`, '--quiet'];
      const volumes = execaSync(docker, [...list, ...own]).stdout.split('\n');
      execaSync(docker, ['volume', 'rm', ...volumes]);
    },
    then: ['See what takes it'],
  },
];

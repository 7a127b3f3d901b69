import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildWorkspace } from '../build-workspace.js';
import type { RemedyCase } from './remedy-case.js';

const cc = 'cc = "1"\n';

/** A build script that compiles C or C++ as most do. */
const compiles = (file: string, more = ''): string =>
  `fn main() {\n    cc::Build::new().file("src/${file}")${more}.compile("part");\n}\n`;

/** A program that calls `int part(void)` of C. */
const callsPart =
  'extern "C" { fn part() -> i32; }\nfn main() { println!("{}", unsafe { part() }); }\n';

/** C in a program, compiled by the cc crate. */
function withC(source: string, more = ''): Pick<RemedyCase, 'files' | 'buildDependencies'> {
  return withSource('part.c', source, more);
}

function withCxx(source: string, more = ''): Pick<RemedyCase, 'files' | 'buildDependencies'> {
  return withSource('part.cc', source, `.cpp(true)${more}`);
}

function withSource(file: string, source: string, more: string) {
  return {
    buildDependencies: cc,
    files: {
      [`crates/app/src/${file}`]: source,
      'crates/app/build.rs': compiles(file, more),
      'crates/app/src/main.rs': callsPart,
    },
  };
}

/** A build script that runs the host's compiler, as a makefile that says `gcc` does. */
const hostCompiler = (source: string): Pick<RemedyCase, 'files'> => ({
  files: {
    'crates/app/src/part.c': source,
    'crates/app/build.rs': makefile('"gcc".to_string()', '"ar".to_string()'),
    'crates/app/src/main.rs': callsPart,
  },
});

function makefile(compiler: string, archiver: string): string {
  return `use std::process::Command;
fn main() {
    let out = std::env::var("OUT_DIR").unwrap();
    let object = format!("{out}/part.o");
    let flags = ["-O2", "-fPIC", "-D_FORTIFY_SOURCE=2", "-c", "src/part.c", "-o", &object];
    assert!(Command::new(${compiler}).args(flags).status().unwrap().success());
    let archive = format!("{out}/libpart.a");
    assert!(Command::new(${archiver}).args(["crs", &archive, &object]).status().unwrap().success());
    println!("cargo:rustc-link-search=native={out}");
    println!("cargo:rustc-link-lib=static=part");
}
`;
}

/** “The crate has to take its compiler from CC_x86_64_unknown_linux_musl.” */
const takesImagesCompiler = (workspace: BuildWorkspace): void => {
  const named = (name: string): string =>
    `std::env::var("${name}_x86_64_unknown_linux_musl").unwrap()`;
  workspace.write({ 'crates/app/build.rs': makefile(named('CC'), named('AR')) });
};

const buildScript = (body: string): Record<string, string> => ({
  'crates/app/build.rs': `fn main() {\n${body}\n}\n`,
});

const links = (words: string): Pick<RemedyCase, 'files'> => ({
  files: buildScript(`    println!("cargo:rustc-link-lib=${words}");`),
});

/** Takes flags out of the options, as the remedy says. */
const change =
  (path: string, from: string, to: string) =>
  ({ root }: BuildWorkspace): void => {
    const file = join(root, path);
    const text = readFileSync(file, 'utf8');
    if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
    writeFileSync(file, text.replaceAll(from, to));
  };

const configured = (flags: string): Record<string, string> => ({
  '.cargo/config.toml': `[target.x86_64-unknown-linux-musl]\nrustflags = [${flags}]\n`,
});

const variable = (name: string, value: string): Record<string, string> => ({
  '.cargo/config.toml': `[env]\n${name} = { value = "${value}", force = true }\n`,
});

/** Of those that `variable` has set. */
const removeVariable = (workspace: BuildWorkspace): void => {
  workspace.write({ '.cargo/config.toml': '' });
};

/** As `cargo sqlx prepare` stores it: under the digest of the query. */
function sqlxAnswer(query: string): Record<string, string> {
  const hash = createHash('sha256').update(query).digest('hex');
  const describe = {
    columns: [{ ordinal: 0, name: 'one', type_info: 'Int4' }],
    parameters: { Left: [] },
    nullable: [null],
  };
  return {
    [`.sqlx/query-${hash}.json`]: JSON.stringify({ db_name: 'PostgreSQL', query, describe, hash }),
  };
}

const otherCrate: Readonly<Record<string, string>> = {
  'crates/other/Cargo.toml': '[package]\nname = "other"\nversion = "0.1.0"\nedition = "2021"\n',
  'crates/other/src/lib.rs': '',
};

/** C that a test of the program calls. */
function withTest(source: string) {
  return withMore(withC(source), {
    'crates/app/src/main.rs':
      'extern "C" { fn part() -> i32; }\nfn main() {}\n#[test]\nfn calls() { assert_eq!(unsafe { part() }, 0); }\n',
  });
}

function withMore<T extends Pick<RemedyCase, 'files'>>(
  of: T,
  files: Readonly<Record<string, string>>,
): T {
  return { ...of, files: { ...of.files, ...files } };
}

/** Every signature that the image can be brought to. */
export const remedyCases: readonly RemedyCase[] = [
  {
    id: 'variable-not-set',
    files: { 'crates/app/src/main.rs': 'fn main() { println!("{}", env!("APP_NAME")); }\n' },
    remedy: 'Say what it is',
    values: { '<value>': 'shop' },
    quick: true,
  },
  {
    id: 'variable-not-set',
    name: 'option_env',
    files: {
      'crates/app/src/main.rs': 'fn main() { println!("{:?}", Some(env!("APP_NAME"))); }\n',
    },
    remedy: 'Or have the source do without it',
    follow: change('crates/app/src/main.rs', 'Some(env!("APP_NAME"))', 'option_env!("APP_NAME")'),
    quick: true,
  },
  {
    id: 'variable-not-set',
    name: 'build script',
    files: buildScript(
      '    let name = std::env::var("APP_NAME").unwrap();\n    println!("{name}");',
    ),
    remedy: 'Say what it is',
    values: { '<value>': 'shop', '<NAME>': 'APP_NAME' },
  },
  {
    id: 'reads-undeclared-file',
    files: {
      'data/words.txt': 'words',
      'crates/app/src/main.rs':
        'fn main() { println!("{}", include_str!("../../../data/words.txt")); }\n',
    },
    remedy: 'Declare them',
    quick: true,
  },
  {
    id: 'module-not-seen',
    files: {
      '.gitignore': 'image.json\ndist\n',
      'crates/app/src/dist/mod.rs': 'pub fn two() -> i32 { 2 }\n',
      'crates/app/src/main.rs': 'mod dist;\nfn main() { println!("{}", dist::two()); }\n',
    },
    remedy: 'Replace line 2 of .gitignore',
    follow: (workspace, { snippet = '' }) => {
      change('.gitignore', 'dist', snippet)(workspace);
    },
    quick: true,
  },
  {
    id: 'needs-git',
    files: buildScript(
      '    let output = std::process::Command::new("git").args(["rev-parse", "HEAD"]).output().unwrap();\n' +
        '    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));',
    ),
    remedy: 'In your own build script',
    follow: (workspace, { snippet = '' }) => {
      workspace.write(
        buildScript(`    ${snippet}\n    println!("cargo:rustc-env=REVISION={revision}");`),
      );
    },
    quick: true,
  },
  {
    id: 'needs-git',
    name: 'git-version',
    dependencies: 'git-version = "0.3"\n',
    files: {
      'crates/app/src/main.rs':
        'const VERSION: &str = git_version::git_version!();\nfn main() { println!("{VERSION}"); }\n',
    },
    remedy: 'For the git-version crate',
    follow: (workspace, { snippet = '' }) => {
      change(
        'crates/app/src/main.rs',
        'const VERSION: &str = git_version::git_version!();',
        snippet,
      )(workspace);
    },
  },
  {
    id: 'needs-git',
    name: 'vergen',
    buildDependencies: 'vergen-gitcl = "1"\n',
    files: buildScript(
      '    let git = vergen_gitcl::GitclBuilder::default().sha(true).build().unwrap();\n' +
        '    vergen_gitcl::Emitter::default().fail_on_error().add_instructions(&git).unwrap().emit().unwrap();',
    ),
    remedy: 'With vergen, leave out `fail_on_error()`',
    follow: change('crates/app/build.rs', '.fail_on_error()', ''),
  },
  {
    id: 'no-network-in-build',
    files: buildScript(
      '    use std::net::ToSocketAddrs;\n    let path = std::env::var("DATA_FILE");\n' +
        '    if path.is_err() {\n        ("example.org", 80).to_socket_addrs().unwrap();\n    }\n' +
        '    println!("{}", std::fs::read_to_string(path.unwrap()).unwrap());',
    ),
    remedy: 'Or download the file once',
    values: { '<NAME>': 'DATA_FILE', '<path>': 'crates/app/data.txt' },
    follow: (workspace, remedy) => {
      workspace.write({ 'crates/app/data.txt': 'downloaded' });
      const manifest = 'crates/app/Cargo.toml';
      const lines = (remedy.snippet ?? '')
        .replace('<NAME>', 'DATA_FILE')
        .replace('<path>', 'crates/app/data.txt');
      change(manifest, '[dependencies]', `${lines}\n\n[dependencies]`)(workspace);
    },
    quick: true,
  },
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
    follow: takesImagesCompiler,
    quick: true,
  },
  {
    id: 'glibc-isoc23',
    ...hostCompiler(
      '#define _GNU_SOURCE\n#include <stdlib.h>\nint part(void) { const char *volatile text = "2"; return (int)strtol(text, 0, 10); }\n',
    ),
    remedy: 'Find who compiled it',
    follow: takesImagesCompiler,
  },
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
    id: 'openssl-symbols-missing',
    ...withC(
      '#include <openssl/ssl.h>\nint part(void) { return SSL_CTX_new(TLS_client_method()) != 0; }\n',
    ),
    remedy: 'Or name the two again at the end',
    quick: true,
  },
  {
    id: 'openssl-headers-not-found',
    ...hostCompiler(
      '#include <openssl/opensslv.h>\nint part(void) { return OPENSSL_VERSION_MAJOR; }\n',
    ),
    remedy: 'Have the crate compile with',
    follow: takesImagesCompiler,
  },
  {
    id: 'two-start-files',
    files: configured('"-Clink-arg=/opt/statix/sysroot/usr/lib/crt1.o"'),
    remedy: 'Remove start files',
    follow: (workspace) => {
      workspace.write({ '.cargo/config.toml': '' });
    },
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
    follow: (workspace) => {
      workspace.write({ '.cargo/config.toml': '' });
    },
    quick: true,
  },
  {
    id: 'no-pie',
    name: 'at a fixed address',
    files: configured('"-Clink-arg=-no-pie"'),
    remedy: 'If the program has to have a fixed address',
    follow: (workspace, { snippet = '' }) => {
      const manifest = 'crates/app/Cargo.toml';
      workspace.write({ '.cargo/config.toml': '' });
      change(manifest, '[dependencies]', `${snippet}\n\n[dependencies]`)(workspace);
    },
  },
  {
    id: 'static-library-not-found',
    ...links('static=unheard'),
    remedy: 'Turn on the feature',
    follow: (workspace) => {
      workspace.write(buildScript(''));
    },
    quick: true,
  },
  {
    id: 'static-library-not-found',
    name: 'by the linker',
    ...links('unheard'),
    remedy: 'Turn on the feature',
    follow: (workspace) => {
      workspace.write(buildScript(''));
    },
  },
  {
    id: 'shared-object-linked',
    // As Chromaprint's tests are linked with the library that it has just compiled.
    files: buildScript(
      `    let out = std::env::var("OUT_DIR").unwrap();
    std::fs::write(format!("{out}/part.c"), "int part(void) { return 2; }").unwrap();
    std::fs::write(format!("{out}/main.c"), "int part(void); int main(void) { return part(); }").unwrap();
    let run = |words: &str| {
        let compiler = std::env::var("CC_x86_64_unknown_linux_musl").unwrap();
        let status = std::process::Command::new(compiler).args(words.split(' ')).current_dir(&out).status();
        assert!(status.unwrap().success());
    };
    run("-shared -nostdlib -o libpart.so part.c");
    run("-o main main.c libpart.so");`,
    ),
    remedy: 'In your own build script, link the archive',
    follow: (workspace) => {
      change('crates/app/build.rs', '-shared -nostdlib -o libpart.so', '-c -o part.o')(workspace);
      change('crates/app/build.rs', 'main.c libpart.so', 'main.c part.o')(workspace);
    },
  },
  {
    id: 'header-not-found',
    ...withC('#include <unheard/unheard.h>\nint part(void) { return UNHEARD; }\n'),
    remedy: 'If the header is one of your own',
    follow: (workspace) => {
      workspace.write({ 'crates/app/include/unheard/unheard.h': '#define UNHEARD 2\n' });
      change('crates/app/build.rs', '.compile(', '.include("include").compile(')(workspace);
    },
  },
  {
    id: 'tool-not-found',
    files: buildScript(
      '    let status = std::process::Command::new("sh").args(["-c", "capnp compile part.capnp"]).status().unwrap();\n    assert!(status.success());',
    ),
    remedy: 'Or turn off the feature',
    follow: (workspace) => {
      workspace.write(buildScript(''));
    },
  },
  {
    id: 'openmp-unavailable',
    ...withC(
      '#include <omp.h>\nint part(void) { return omp_get_max_threads(); }\n',
      '.flag("-fopenmp")',
    ),
    remedy: 'Turn off the crate’s `openmp` feature',
    follow: (workspace) => {
      workspace.write({ 'crates/app/src/part.c': 'int part(void) { return 1; }\n' });
      change('crates/app/build.rs', '.flag("-fopenmp")', '')(workspace);
    },
  },
  {
    id: 'sanitizer-unavailable',
    files: configured('"-Clink-arg=-fsanitize=address"'),
    remedy: 'Run sanitizers on the gnu target',
    follow: (workspace) => {
      workspace.write({ '.cargo/config.toml': '' });
    },
  },
  {
    id: 'fortran-unavailable',
    files: {
      'crates/app/src/part.f90': 'end\n',
      'crates/app/build.rs':
        'fn main() {\n    cc::Build::new().compiler("gfortran").file("src/part.f90").compile("part");\n}\n',
    },
    buildDependencies: cc,
    remedy: 'For linear algebra',
    follow: (workspace) => {
      workspace.write(buildScript(''));
    },
  },
  {
    id: 'gssapi-unavailable',
    ...withC(
      '#include <stddef.h>\nextern unsigned gss_init_sec_context(unsigned *, void *);\nint part(void) { unsigned status; return (int)gss_init_sec_context(&status, NULL); }\n',
    ),
    remedy: 'Leave it out of rdkafka',
    follow: (workspace) => {
      workspace.write({ 'crates/app/src/part.c': 'int part(void) { return 1; }\n' });
    },
  },
  {
    id: 'pkg-config-library-missing',
    buildDependencies: 'pkg-config = "0.3"\n',
    files: buildScript('    pkg_config::probe_library("unheard").unwrap();'),
    remedy: 'Turn on the feature',
    follow: (workspace) => {
      workspace.write(buildScript(''));
    },
  },
  {
    id: 'openssl-not-found',
    dependencies: 'openssl-sys = "0.9"\n',
    files: {
      'crates/app/src/main.rs':
        'fn main() { println!("{}", unsafe { openssl_sys::OpenSSL_version_num() }); }\n',
      ...variable('X86_64_UNKNOWN_LINUX_MUSL_OPENSSL_DIR', ''),
    },
    remedy: 'Remove X86_64_UNKNOWN_LINUX_MUSL_OPENSSL_DIR',
    follow: removeVariable,
  },
  {
    id: 'cxx-compiler-not-found',
    ...withMore(
      withCxx('extern "C" int part() { return 2; }\n'),
      variable('CXX_x86_64_unknown_linux_musl', 'no-such-c++'),
    ),
    remedy: 'Remove CXX_x86_64_unknown_linux_musl',
    follow: removeVariable,
  },
  {
    id: 'musl-gcc-not-found',
    ...withMore(
      withC('int part(void) { return 2; }\n'),
      variable('CC_x86_64_unknown_linux_musl', 'no-such-cc'),
    ),
    remedy: 'Remove CC_x86_64_unknown_linux_musl',
    follow: removeVariable,
  },
  {
    id: 'cmake-compiler-not-found',
    buildDependencies: 'cmake = "0.1"\n',
    files: {
      'crates/app/CMakeLists.txt':
        'cmake_minimum_required(VERSION 3.10)\nproject(part C)\nadd_library(part STATIC src/part.c)\ninstall(TARGETS part DESTINATION lib)\n',
      'crates/app/src/part.c': 'int part(void) { return 2; }\n',
      'crates/app/src/main.rs': callsPart,
      'crates/app/build.rs':
        'fn main() {\n    let out = cmake::build(".");\n    println!("cargo:rustc-link-search=native={}/lib", out.display());\n    println!("cargo:rustc-link-lib=static=part");\n}\n',
      ...variable('CMAKE_TOOLCHAIN_FILE_x86_64_unknown_linux_musl', '/nowhere/toolchain.cmake'),
    },
    remedy: 'Remove C',
    follow: removeVariable,
  },
  {
    id: 'target-not-installed',
    files: buildScript(
      '    let out = std::env::var("OUT_DIR").unwrap();\n    std::fs::write(format!("{out}/x.rs"), "fn main() {}").unwrap();\n' +
        '    let status = std::process::Command::new("rustc").args(["--target", "wasm32-unknown-unknown", "x.rs"]).current_dir(out).status().unwrap();\n    assert!(status.success());',
    ),
    remedy: 'Leave out what compiles for another target',
    follow: (workspace) => {
      workspace.write(buildScript(''));
    },
    quick: true,
  },
  {
    id: 'feature-missing',
    dependencies: 'other = { path = "../other" }\n',
    files: {
      'crates/other/Cargo.toml': '[package]\nname = "other"\nversion = "0.1.0"\nedition = "2021"\n',
      'crates/other/src/lib.rs': '',
    },
    change: change('crates/app/Cargo.toml', '"../other"', '"../other", features = ["unheard"]'),
    remedy: 'Correct `features`',
    follow: change('crates/app/Cargo.toml', ', features = ["unheard"]', ''),
    quick: true,
  },
  {
    id: 'package-not-found',
    dependencies: 'other = { path = "../other" }\n',
    files: otherCrate,
    change: change('crates/app/Cargo.toml', 'other = {', 'unheard = {'),
    remedy: 'Correct the name',
    follow: change('crates/app/Cargo.toml', 'unheard = {', 'other = {'),
    quick: true,
  },
  {
    id: 'version-conflict',
    dependencies: 'other = { path = "../other" }\n',
    files: otherCrate,
    change: change('crates/app/Cargo.toml', '"../other"', '"../other", version = "2"'),
    remedy: 'The log says who asks for it',
    follow: change('crates/app/Cargo.toml', 'version = "2"', 'version = "0.1"'),
    quick: true,
  },
  {
    id: 'STATIX_LOCKFILE_OUT_OF_DATE',
    files: otherCrate,
    change: change(
      'crates/app/Cargo.toml',
      '[dependencies]\n',
      '[dependencies]\nother = { path = "../other" }\n',
    ),
    remedy: 'Bring it up to date',
    quick: true,
  },
  {
    id: 'STATIX_LOCKFILE_MISSING',
    files: {},
    change: ({ root }) => {
      rmSync(join(root, 'Cargo.lock'));
    },
    remedy: 'Write it',
    quick: true,
  },
  {
    id: 'STATIX_EXTRA_INPUT_IGNORED',
    files: { '.gitignore': 'image.json\ndist\nwords\n', 'words/a.txt': 'a' },
    options: { extraInputs: ['words'] },
    remedy: 'If not, take it out of .gitignore',
    follow: change('.gitignore', 'words\n', ''),
    quick: true,
  },
  {
    id: 'gnu-libc-version',
    ...hostCompiler(
      '#include <stdlib.h>\n#ifdef __GLIBC__\n#include <gnu/libc-version.h>\nint part(void) { return gnu_get_libc_version()[0]; }\n#else\nint part(void) { return 0; }\n#endif\n',
    ),
    remedy: 'Find who compiled it',
    follow: takesImagesCompiler,
  },
  {
    id: 'two-start-files',
    name: 'of the linker',
    files: configured('"-Clink-arg=/opt/statix/sysroot/usr/lib/crt1.o"'),
    remedy: 'If the linker has to bring its own',
    follow: (workspace, { snippet = '' }) => {
      const manifest = 'crates/app/Cargo.toml';
      workspace.write({ '.cargo/config.toml': '' });
      change(manifest, '[dependencies]', `${snippet}\n\n[dependencies]`)(workspace);
    },
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
    id: 'out-of-memory',
    files: buildScript(
      '    let block = vec![1u8; 1 << 30];\n    println!("{}", block[std::hint::black_box(5)]);',
    ),
    change: () => {
      process.env['STATIX_MEMORY'] = '400m';
    },
    remedy: 'Or a higher limit',
    follow: (_workspace, { snippet = '' }) => {
      const [, name = '', value = ''] = /^export (\w+)=(\w+)$/.exec(snippet) ?? [];
      process.env[name] = value;
    },
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
  {
    id: 'sqlx-needs-database',
    name: 'answers that are not shown',
    dependencies:
      'sqlx = { version = "0.8", default-features = false, features = ["macros", "postgres", "runtime-tokio"] }\n',
    files: {
      'crates/app/src/main.rs': `#[allow(dead_code)]
async fn ask(pool: &sqlx::PgPool) {
    let _ = sqlx::query!("select 1 as one").fetch_one(pool).await;
}
fn main() {}
`,
    },
    change: (workspace) => {
      workspace.write(sqlxAnswer('select 1 as one'));
    },
    remedy: 'Declare it in the Cargo.toml',
  },
  {
    id: 'libclang-not-found',
    buildDependencies: 'bindgen = "0.72"\n',
    files: {
      ...buildScript(
        '    bindgen::Builder::default().header_contents("x.h", "int part(void);").generate().unwrap();',
      ),
      ...variable('LIBCLANG_PATH', '/nowhere'),
    },
    remedy: 'Remove LIBCLANG_PATH',
    follow: removeVariable,
  },
  {
    id: 'protoc-not-found',
    buildDependencies: 'prost-build = "0.14"\n',
    files: {
      'crates/app/src/part.proto':
        'syntax = "proto3";\npackage part;\nmessage Part { int32 a = 1; }\n',
      ...buildScript('    prost_build::compile_protos(&["src/part.proto"], &["src"]).unwrap();'),
      ...variable('PROTOC', '/nowhere/protoc'),
    },
    remedy: 'Remove PROTOC',
    follow: removeVariable,
  },
];

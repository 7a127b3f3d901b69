import {
  buildScript,
  callsPart,
  cc,
  change,
  emptyBuildScript,
  hostCompiler,
  main,
  manifest,
  removes,
  takesImagesCompiler,
  vendors,
  withC,
  withMore,
} from './case-parts.js';
import type { BuildWorkspace } from '../build-workspace.js';
import { followRemedy } from './follow-remedy.js';
import { typedInImage } from './typed-in-image.js';
import type { RemedyCase } from './remedy-case.js';

const asksPkgConfig = (library: string): string =>
  `    let status = std::process::Command::new("pkg-config").args(["--libs", "${library}"]).status();
    assert!(status.unwrap().success());`;

const usesOpenssl = {
  dependencies: 'openssl-sys = "0.9"\n',
  files: {
    'crates/app/src/main.rs':
      'fn main() { println!("{}", unsafe { openssl_sys::OpenSSL_version_num() }); }\n',
  },
};

const noOpenssl = {
  '.cargo/config.toml':
    '[env]\nX86_64_UNKNOWN_LINUX_MUSL_OPENSSL_DIR = { value = "/nowhere", force = true }\n',
};

const asksReqwest =
  'fn main() { println!("{}", std::mem::size_of_val(&reqwest::get("https://example.org"))); }\n';

/** A static library of `lib/<source>.c`, which somebody has brought. */
function archive(workspace: BuildWorkspace, source: string, library: string): void {
  const folder = 'crates/app/lib';
  for (const command of [
    `/opt/statix/bin/x86_64-linux-musl-clang -c ${folder}/${source}.c -o ${folder}/${source}.o`,
    `ar crs ${folder}/lib${library}.a ${folder}/${source}.o`,
  ]) {
    const { exitCode, log } = typedInImage(workspace, command);
    if (exitCode !== 0) throw new Error(log);
  }
}

const usesLibpq = {
  dependencies: 'pq-sys = "0.7"\n',
  files: {
    [main]: 'fn main() { println!("{}", unsafe { pq_sys::PQlibVersion() }); }\n',
  },
};

const jemalloc: Pick<RemedyCase, 'files' | 'dependencies'> = {
  dependencies: 'tikv-jemallocator = "0.6"\n',
  files: {
    [main]:
      '#[global_allocator]\nstatic GLOBAL: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;\nfn main() {}\n',
  },
};

/** “As the #[global_allocator].” */
const usesMimalloc = change(
  main,
  'tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc',
  'mimalloc::MiMalloc = mimalloc::MiMalloc',
);

/** What is said of C libraries that are not there, or not for musl. */
export const libraryCases: readonly RemedyCase[] = [
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
    follow: takesImagesCompiler(),
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
    id: 'fortran-unavailable',
    files: {
      'crates/app/src/part.f90': 'end\n',
      'crates/app/build.rs':
        'fn main() {\n    cc::Build::new().compiler("gfortran").file("src/part.f90").compile("part");\n}\n',
    },
    buildDependencies: cc,
    remedy: 'For linear algebra',
    follow: emptyBuildScript,
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
  vendors(asksPkgConfig('unheard'), {
    id: 'pkg-config-library-missing',
    remedy: 'Turn on the feature',
  }),
  removes(
    { X86_64_UNKNOWN_LINUX_MUSL_OPENSSL_DIR: '' },
    {
      id: 'openssl-not-found',
      ...usesOpenssl,
    },
  ),
  vendors(
    '    build.include("system").file("src/system.c").compile("part");',
    {
      id: 'header-not-found',
      name: 'a feature',
      remedy: 'Turn on the feature',
    },
    {
      'crates/other/src/system.c':
        '#include <unheard/unheard.h>\nint part(void) { return UNHEARD; }\n',
    },
  ),
  removes(
    { PKG_CONFIG_x86_64_unknown_linux_musl: 'pkg-config' },
    {
      id: 'pkg-config-library-missing',
      name: 'a variable',
      buildDependencies: 'pkg-config = "0.3"\n',
      files: buildScript('    pkg_config::probe_library("zlib").unwrap();'),
    },
  ),
  {
    id: 'openssl-not-found',
    name: 'reqwest 0.12',
    dependencies: 'reqwest = "0.12"\n',
    files: { [main]: asksReqwest, ...noOpenssl },
    remedy: 'Or leave OpenSSL out of reqwest',
  },
  removes(
    {
      X86_64_UNKNOWN_LINUX_MUSL_OPENSSL_INCLUDE_DIR: '/usr/include',
      // Another compiler than the image's, which finds OpenSSL by itself.
      CC_x86_64_unknown_linux_musl: 'gcc',
    },
    { id: 'openssl-headers-not-found', name: 'a variable', ...usesOpenssl },
  ),
  {
    id: 'libpq-internal-symbols',
    name: 'of one’s own',
    buildDependencies: cc,
    files: {
      ...buildScript(`    for (library, of_crate) in [("pq", true), ("pgcommon_shlib", false), ("pgport_shlib", false)] {
        let mut build = cc::Build::new();
        build.file(format!("src/{library}.c")).cargo_metadata(false).compile(library);
        if of_crate { println!("cargo:rustc-link-lib=static={library}"); }
    }
    println!("cargo:rustc-link-search=native={}", std::env::var("OUT_DIR").unwrap());`),
      'crates/app/src/pq.c':
        'int pg_strcasecmp(const char *, const char *);\nint pg_strerror_r(void);\nint part(void) { return pg_strcasecmp("a", "A") + pg_strerror_r(); }\n',
      'crates/app/src/pgcommon_shlib.c':
        'int pg_strcasecmp(const char *, const char *);\nint pg_strerror_r(void) { return pg_strcasecmp("", ""); }\n',
      'crates/app/src/pgport_shlib.c':
        'int pg_strcasecmp(const char *left, const char *right) { return *left - *right; }\n',
      [main]: callsPart,
    },
    remedy: 'Or, with a libpq.a of your own',
  },
  removes({ PQ_LIB_DIR: '/nowhere' }, { id: 'libpq-not-found', ...usesLibpq }),
  {
    id: 'libpq-not-found',
    name: 'compiled along',
    ...withMore(usesLibpq, {
      '.cargo/config.toml': '[env]\nPQ_LIB_DIR = { value = "/nowhere", force = true }\n',
    }),
    remedy: 'Compile it along',
  },
  {
    id: 'openssl-not-found',
    name: 'compiled along',
    ...withMore(usesOpenssl, noOpenssl),
    remedy: 'Or compile OpenSSL along',
  },
  {
    id: 'openssl-headers-not-found',
    name: 'compiled along',
    ...withMore(usesOpenssl, {
      '.cargo/config.toml':
        '[env]\nX86_64_UNKNOWN_LINUX_MUSL_OPENSSL_INCLUDE_DIR = { value = "/usr/include", force = true }\nCC_x86_64_unknown_linux_musl = { value = "gcc", force = true }\n',
    }),
    remedy: 'Or compile OpenSSL along',
  },
  {
    id: 'libmysqlclient-not-found',
    dependencies: 'mysqlclient-sys = "0.5"\n',
    files: {
      'crates/app/lib/client.c': 'unsigned long mysql_get_client_version(void) { return 80036; }\n',
      [main]:
        'fn main() { println!("{}", unsafe { mysqlclient_sys::mysql_get_client_version() }); }\n',
    },
    change: (workspace) => {
      archive(workspace, 'client', 'mysqlclient');
    },
    remedy: 'Or point it to a static library of your own',
    values: { '<directory>': '/workspace/crates/app/lib' },
  },
  {
    id: 'libmysqlclient-not-found',
    name: 'a client in Rust',
    dependencies: 'mysqlclient-sys = "0.5"\n',
    files: {
      [main]:
        'fn main() { println!("{}", unsafe { mysqlclient_sys::mysql_get_client_version() }); }\n',
    },
    remedy: 'Use a client written in Rust',
    follow: async (workspace) => {
      change(manifest, 'mysqlclient-sys = "0.5"\n', '')(workspace);
      const line =
        'mysql = { version = "26", default-features = false, features = ["minimal-rust"] }';
      await followRemedy(workspace.root, { text: '', snippet: line });
      workspace.write({ [main]: 'fn main() { println!("{:?}", mysql::Opts::default()); }\n' });
    },
  },
  {
    id: 'sqlite-crash',
    dependencies: 'libsqlite3-sys = "0.35"\n',
    files: {
      // As a library for another libc may do.
      'crates/app/lib/crashes.c':
        'int sqlite3_libversion_number(void) { return *(volatile int *)0; }\n',
      'crates/app/tests/sqlite.rs':
        '#[test]\nfn version() { assert!(unsafe { libsqlite3_sys::sqlite3_libversion_number() } > 0); }\n',
      '.cargo/config.toml': `[env]
SQLITE3_LIB_DIR = { value = "/workspace/crates/app/lib", force = true }
SQLITE3_NO_PKG_CONFIG = { value = "1", force = true }
SQLITE3_STATIC = { value = "1", force = true }
`,
    },
    change: (workspace) => {
      archive(workspace, 'crashes', 'sqlite3');
    },
    run: 'test',
    remedy: 'Compile SQLite along',
  },
  {
    id: 'jemalloc-build',
    ...withMore(jemalloc, {
      '.cargo/config.toml': '[env]\nJEMALLOC_SYS_WITH_LG_PAGE = { value = "none", force = true }\n',
    }),
    remedy: 'Use jemalloc on gnu only',
    follow: async (workspace, remedy) => {
      change(manifest, 'tikv-jemallocator = "0.6"\n', '')(workspace);
      await followRemedy(workspace.root, remedy);
      usesMimalloc(workspace);
    },
    then: ['And mimalloc for musl'],
  },
];

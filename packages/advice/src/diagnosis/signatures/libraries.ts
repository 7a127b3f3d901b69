import { removeVariables } from '../environment-words.js';
import { heldLibraries, libraryInImage, whereHeld } from '../image-words.js';
import { missingHeader, type Signature } from '../signature.js';

export const librarySignatures: readonly Signature[] = [
  {
    id: 'header-not-found',
    title: 'A header of a library is not there for musl',
    why: (situation) =>
      'A crate compiles against a library of the system, or reads its header for bindings. For the target there are ' +
      `the headers of musl, of Linux and of the libraries of the image.${heldLibraries(situation)}`,
    remedies: [
      'Turn on the feature of the -sys crate that compiles the library itself: `vendored`, `bundled` or `static`.',
      'If the header is one of your own, say where it lies: `cc::Build::include`, or `-I` in `clang_arg` of bindgen.',
    ],
    threads: [],
    patterns: [missingHeader('[a-zA-Z0-9_][\\w+-]{0,60}(?:/[\\w.+-]{1,60}){0,6}\\.h(?:pp|h)?')],
    unless: [
      ...['openssl-headers-not-found', 'kernel-headers-missing', 'openmp-unavailable'],
      ...['backtrace-unavailable', 'libpq-not-found', 'bindgen-host-headers'],
      'clang-builtin-headers-missing',
    ],
  },
  {
    id: 'libpq-internal-symbols',
    title: 'libpq was linked without the two libraries it is made of',
    why: 'Since PostgreSQL 12, libpq.a leaves functions named pg_… in libpgcommon and libpgport, and nothing tells the linker.',
    remedies: [
      {
        text: 'Compile libpq along with the program, in its Cargo.toml:',
        snippet:
          'pq-sys = { version = "0.7", features = ["bundled"] }\nopenssl-sys = { version = "0.9", features = ["vendored"] }',
      },
      {
        text: 'Or, with a libpq.a of your own, name both after it:',
        snippet:
          '[package.metadata.statix.build-static]\nrustflags = ["-Clink-arg=-lpgcommon_shlib", "-Clink-arg=-lpgport_shlib"]',
      },
    ],
    threads: ['sgrif/pq-sys#27', 'clux/muslrust#81'],
    patterns: [
      /\bpg_(?:fprintf|snprintf|sprintf|vsnprintf|printf|strcasecmp|strncasecmp|getaddrinfo_all|getnameinfo_all|strerror_r|link_canary_is_frontend)\b/,
    ],
  },
  {
    id: 'libpq-not-found',
    title: 'pq-sys found no libpq for musl',
    why: (situation) =>
      `pq-sys (diesel with \`postgres\`) links PostgreSQL’s client library.${libraryInImage(situation, 'libpq', ['pq', 'libpq'])}`,
    remedies: [
      whereHeld(
        ['pq', 'libpq'],
        removeVariables(
          ['PQ_LIB_DIR*', 'PG_CONFIG*', 'PKG_CONFIG*'],
          'they lead away from the image’s libpq',
        ),
      ),
      {
        text: 'Compile it along with the program, in its Cargo.toml:',
        snippet:
          'pq-sys = { version = "0.7", features = ["bundled"] }\nopenssl-sys = { version = "0.9", features = ["vendored"] }',
      },
    ],
    threads: ['sgrif/pq-sys#25'],
    patterns: [
      missingHeader('libpq-fe\\.h'),
      /(?:cannot find|unable to find library) -lpq\b/,
      /could not find native static library `pq`/,
      /Folder "PQ_LIB_DIR\w{0,60}" doesn't exist/,
    ],
    leadsTo: ['static-library-not-found'],
  },
  {
    id: 'libmysqlclient-not-found',
    title: 'mysqlclient-sys found no static libmysqlclient',
    why: (situation) =>
      'mysqlclient-sys (diesel with `mysql`) wants a MySQL or MariaDB client library of a version it has bindings ' +
      `for.${libraryInImage(situation, 'libmysqlclient', ['mysqlclient', 'mariadb', 'libmariadb'])}`,
    remedies: [
      'Use a client written in Rust: `mysql`, `mysql_async` or `sqlx` with `mysql`.',
      {
        text: 'Or point it to a static library of your own:',
        snippet:
          '[package.metadata.statix.build-static.environment]\nMYSQLCLIENT_LIB_DIR = "<directory>"\nMYSQLCLIENT_VERSION = "8.0.36"\nMYSQLCLIENT_STATIC = "1"',
      },
    ],
    threads: ['sgrif/mysqlclient-sys#17', 'sgrif/mysqlclient-sys#9'],
    patterns: [/Did not find a compatible version of libmysqlclient/],
  },
  {
    id: 'gssapi-unavailable',
    title: 'There is no Kerberos (GSSAPI) to link',
    why: (situation) =>
      'The libraries of MIT or Heimdal Kerberos were not found for the target, and their plugins, which are loaded at ' +
      `run time, do not work in a static program.${libraryInImage(situation, 'Kerberos', ['gssapi_krb5', 'krb5-gssapi', 'gssapi'])}`,
    remedies: [
      {
        text: 'Leave it out of rdkafka; SCRAM and OAUTHBEARER need only SSL:',
        snippet:
          'rdkafka = { version = "0.38", default-features = false, features = ["tokio", "cmake-build", "ssl-vendored"] }',
      },
    ],
    threads: ['fede1024/rust-rdkafka#232'],
    patterns: [
      /gssapiv2_client_plug_init/,
      /no MIT or Heimdal gssapi library found/,
      /\bgss_(?:wrap_size_limit|init_sec_context|accept_sec_context)\b/,
    ],
  },
  {
    id: 'jemalloc-background-threads',
    title: 'jemalloc’s background threads do not work on musl',
    why: 'jemalloc finds pthread_create with dlsym, which a static program does not have.',
    remedies: [
      {
        text: 'Leave them off:',
        snippet: 'tikv-jemallocator = { version = "0.6", default-features = false }',
      },
      {
        text: 'Or take mimalloc for musl, as the #[global_allocator]:',
        snippet:
          '[target.\'cfg(target_env = "musl")\'.dependencies]\nmimalloc = { version = "0.1", default-features = false }',
      },
    ],
    threads: ['gnzlbg/jemallocator#83'],
    patterns: [/Error in dlsym\(RTLD_NEXT, "pthread_create"\)/],
  },
  {
    id: 'jemalloc-build',
    title: 'jemalloc does not build',
    why: 'Its configure script compiles and runs programs, and tikv-jemalloc-sys 0.7.0 was reported to fail in it for musl; 0.7.1 builds in an image of Statix’s recipe. Above, the log says what it was here.',
    remedies: [
      {
        text: 'Use jemalloc on gnu only, in Cargo.toml:',
        snippet: '[target.\'cfg(target_env = "gnu")\'.dependencies]\ntikv-jemallocator = "0.6"',
      },
      {
        text: 'And mimalloc for musl, as the #[global_allocator]:',
        snippet:
          '[target.\'cfg(target_env = "musl")\'.dependencies]\nmimalloc = { version = "0.1", default-features = false }',
      },
    ],
    threads: ['tikv/jemallocator#166', 'tikv/jemallocator#146'],
    patterns: [/failed to run custom build command for `(?:tikv-)?jemalloc-sys v/],
  },
];

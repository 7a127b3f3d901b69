import type { NativeRule } from '../native-rule.js';
import { dieselBundledLines } from './diesel.js';

const openssl = {
  text: 'Or compile OpenSSL along with the program, in its Cargo.toml:',
  snippet: 'openssl = { version = "0.10", features = ["vendored"] }',
};

function feature(crate: string, name: string, more = ''): { text: string; snippet: string } {
  return {
    text: `Have ${crate} compile its own copy, in Cargo.toml:`,
    snippet: `${crate} = { version = "…", features = ["${name}"] }${more}`,
  };
}

/**
 * Crates whose library can come from more than one place, or from none. Read from their build
 * scripts; which features bring which dependency is in their Cargo.toml.
 */
export const libraryRules: readonly NativeRule[] = [
  {
    crates: ['openssl-sys'],
    library: 'OpenSSL',
    ownSource: ['openssl-src'],
    ownSourceSwitch: ['vendored'],
    libraries: ['libssl', 'openssl'],
    otherwise: 'fails',
    remedies: [openssl],
  },
  {
    crates: ['libsqlite3-sys'],
    library: 'SQLite',
    ownSource: ['cc'],
    ownSourceSwitch: ['bundled'],
    libraries: ['sqlite3'],
    otherwise: 'fails',
    remedies: [
      {
        text: 'Compile SQLite along with the program, in its Cargo.toml:',
        snippet: 'libsqlite3-sys = { version = "…", features = ["bundled"] }',
      },
    ],
  },
  {
    crates: ['pq-sys'],
    library: 'libpq',
    ownSource: ['pq-src'],
    ownSourceSwitch: ['bundled'],
    libraries: ['libpq', 'pq'],
    otherwise: 'fails',
    remedies: [
      {
        text: 'Compile libpq and OpenSSL along with the program, in its Cargo.toml:',
        snippet: dieselBundledLines,
      },
    ],
  },
  {
    crates: ['mysqlclient-sys'],
    library: 'libmysqlclient',
    ownSource: ['mysqlclient-src'],
    ownSourceSwitch: ['bundled'],
    libraries: ['libmysqlclient', 'mysqlclient', 'libmariadb', 'mariadb'],
    otherwise: 'fails',
    remedies: [
      feature('mysqlclient-sys', 'bundled'),
      'Or use a client in Rust: diesel-async with mysql_async, or sqlx.',
    ],
  },
  {
    crates: ['libduckdb-sys'],
    library: 'DuckDB',
    ownSource: ['cc', 'cmake'],
    ownSourceSwitch: ['bundled'],
    libraries: ['duckdb'],
    otherwise: 'fails',
    remedies: [feature('duckdb', 'bundled')],
  },
  {
    crates: ['libdbus-sys'],
    library: 'D-Bus',
    ownSource: ['cc'],
    ownSourceSwitch: ['vendored'],
    libraries: ['dbus-1'],
    otherwise: 'fails',
    remedies: [feature('dbus', 'vendored'), 'Or use zbus, which is written in Rust.'],
  },
  {
    crates: ['mlua-sys'],
    library: 'Lua',
    ownSource: ['lua-src', 'luajit-src', 'luau0-src'],
    libraries: ['lua', 'lua5.4', 'luajit'],
    otherwise: 'fails',
    remedies: [feature('mlua', 'vendored')],
  },
  {
    crates: ['z3-sys'],
    library: 'Z3',
    ownSource: ['cmake', 'z3-src'],
    libraries: ['z3'],
    otherwise: 'fails',
    remedies: [feature('z3', 'bundled')],
  },
  {
    crates: ['sdl2-sys'],
    library: 'SDL2',
    ownSource: ['cmake'],
    libraries: ['sdl2', 'SDL2'],
    otherwise: 'fails',
    remedies: [feature('sdl2', 'bundled')],
  },
  {
    crates: ['sasl2-sys'],
    library: 'Cyrus SASL',
    ownSource: ['cc', 'duct'],
    libraries: ['libsasl2', 'sasl2'],
    otherwise: 'may-fail',
    remedies: [
      'Leave out the feature `gssapi` of rdkafka; SASL PLAIN and SCRAM need only `ssl`.',
      feature('rdkafka', 'gssapi-vendored'),
    ],
  },
  {
    crates: ['geos-sys'],
    library: 'GEOS',
    ownSource: ['geos-src'],
    libraries: ['geos', 'geos_c'],
    otherwise: 'fails',
    remedies: [feature('geos', 'static')],
  },
  {
    crates: ['hdf5-sys'],
    library: 'HDF5',
    ownSource: ['hdf5-src'],
    libraries: ['hdf5'],
    otherwise: 'fails',
    remedies: [feature('hdf5-sys', 'static')],
  },
  {
    crates: ['hdf5-metno-sys'],
    library: 'HDF5',
    ownSource: ['hdf5-metno-src'],
    libraries: ['hdf5'],
    otherwise: 'fails',
    remedies: [feature('hdf5-metno', 'static')],
  },
  {
    crates: ['netcdf-sys'],
    library: 'netCDF',
    ownSource: ['netcdf-src'],
    libraries: ['netcdf'],
    otherwise: 'fails',
    remedies: [feature('netcdf', 'static')],
  },
  {
    crates: ['gdal-sys'],
    library: 'GDAL',
    ownSource: ['gdal-src'],
    libraries: ['gdal'],
    otherwise: 'may-fail',
    remedies: [feature('gdal-sys', 'bundled')],
  },
  {
    crates: ['fuser'],
    library: 'libfuse',
    libraries: ['fuse', 'fuse3'],
    // On Linux it mounts by itself when it is not asked for libfuse. Until 0.15 the default features
    // ask for it; until 0.16 only that brings pkg-config, which later releases always have.
    wantedIf: [
      { features: ['libfuse', 'libfuse2', 'libfuse3'] },
      { versions: { before: '0.17.0' }, dependsOn: 'pkg-config' },
    ],
    otherwise: 'may-fail',
    remedies: [
      {
        text: 'fuser mounts by itself without libfuse:',
        snippet: 'fuser = { version = "…", default-features = false }',
      },
    ],
  },
  {
    crates: ['botan-sys'],
    library: 'Botan',
    ownSource: ['botan-src'],
    libraries: ['botan-2', 'botan-3'],
    otherwise: 'fails',
    tools: ['python3'],
    remedies: [feature('botan', 'vendored')],
  },
  {
    crates: ['botan-src'],
    library: 'Botan',
    ownSource: 'always',
    tools: ['python3'],
  },
  {
    crates: ['libssh-rs-sys'],
    library: 'libssh',
    ownSource: ['cc'],
    libraries: ['libssh'],
    otherwise: 'may-fail',
    remedies: [feature('libssh-rs', 'vendored')],
  },
  {
    crates: ['libxml'],
    library: 'libxml2',
    libraries: ['libxml-2.0', 'xml2'],
    otherwise: 'fails',
    remedies: ['Or use roxmltree or quick-xml, which are written in Rust.'],
  },
  {
    crates: ['libbpf-sys'],
    library: 'libbpf, with libelf and zlib',
    ownSource: [],
    libraries: ['libelf', 'elf'],
    otherwise: 'may-fail',
    tools: [],
    why: 'It compiles libbpf, which wants libelf: of the system, or with `vendored-libelf` of its own, built with autotools.',
    remedies: [feature('libbpf-sys', 'vendored')],
  },
  {
    crates: ['ncurses'],
    library: 'ncurses',
    libraries: ['ncursesw', 'ncurses'],
    otherwise: 'fails',
    remedies: [
      'Use crossterm or termion, which are written in Rust (cursive: `crossterm-backend`).',
    ],
  },
  {
    crates: ['gmp-mpfr-sys'],
    library: 'GMP, MPFR and MPC',
    ownSource: 'always',
    tools: ['m4'],
  },
  {
    crates: ['wolfssl-sys'],
    library: 'wolfSSL',
    ownSource: 'always',
    tools: ['autoreconf', 'libtool', 'patch'],
  },
  {
    crates: ['c-ares-sys'],
    library: 'c-ares',
    ownSource: 'always',
    tools: ['autoreconf'],
  },
  {
    crates: ['aws-lc-fips-sys'],
    library: 'AWS-LC FIPS',
    ownSource: 'always',
    tools: ['go'],
    why: 'The FIPS module is assembled by a program in Go.',
    remedies: ['Without a need for FIPS, use aws-lc-rs without the feature `fips`.'],
  },
  {
    crates: ['open62541-sys'],
    library: 'open62541',
    ownSource: 'always',
    tools: ['python3'],
  },
  {
    crates: ['mozjs_sys'],
    library: 'SpiderMonkey',
    ownSource: 'always',
    tools: ['python3', 'm4'],
  },
  {
    crates: ['mysqlclient-src'],
    library: 'libmysqlclient',
    ownSource: 'always',
  },
  {
    crates: ['fontconfig-sys', 'yeslogic-fontconfig-sys', 'servo-fontconfig-sys'],
    library: 'fontconfig',
    libraries: ['fontconfig'],
    ownSourceFeatures: ['dlopen', 'fontconfig-dlopen', 'source-fontconfig-dlopen'],
    otherwise: 'fails',
    remedies: [
      'plotters and font-kit: leave out the default features, and give the fonts as bytes (`ab_glyph`).',
    ],
  },
  {
    crates: ['hidapi'],
    library: 'HIDAPI, with libudev or libusb',
    libraries: ['libudev', 'udev'],
    ownSourceFeatures: ['linux-native-basic-udev'],
    otherwise: 'may-fail',
    remedies: [
      {
        text: 'Its back end in Rust needs no libudev:',
        snippet:
          'hidapi = { version = "2", default-features = false, features = ["linux-native-basic-udev"] }',
      },
    ],
  },
  {
    crates: ['libudev-sys'],
    library: 'libudev',
    libraries: ['libudev', 'udev'],
    otherwise: 'fails',
    remedies: [
      {
        text: 'serialport needs it only to list ports:',
        snippet: 'serialport = { version = "4", default-features = false }',
      },
    ],
  },
  {
    crates: ['alsa-sys'],
    library: 'ALSA',
    libraries: ['alsa', 'asound'],
    otherwise: 'fails',
    remedies: [
      'Sound goes through plug-ins that ALSA loads at run time: a static program has none.',
    ],
  },
  {
    crates: ['wayland-sys'],
    library: 'libwayland',
    // Of the feature `dlopen`, which links nothing: it loads the library when the program runs.
    ownSource: ['once_cell', 'lazy_static'],
    // Only the features that name a library ask for one. They bring dlib, which other releases have anyway.
    wantedIf: [{ dependsOn: 'dlib' }],
    libraries: ['wayland-client'],
    otherwise: 'may-fail',
    remedies: [
      'Leave out the feature that asks for libwayland (`system` of wayland-client, `client_system` or `server_system` of wayland-backend): the protocol is then spoken in Rust.',
      'The feature `dlopen` builds, and finds no libwayland when the program runs: a static program cannot load one.',
    ],
  },
  {
    // Its lock entry has cmake and gcc for the feature `bundled`, which clones the source while building.
    crates: ['nanomsg-sys'],
    library: 'nanomsg',
    libraries: ['nanomsg'],
    otherwise: 'fails',
    remedies: [
      { text: 'Use nng, nanomsg’s successor, which brings its source:', snippet: 'nng = "1"' },
    ],
  },
  {
    crates: ['odbc-sys'],
    library: 'unixODBC',
    libraries: ['odbc'],
    otherwise: 'may-fail',
    why: 'The driver manager loads database drivers at run time, which a static program cannot.',
    remedies: ['Use a client in Rust for the database: sqlx, tiberius, tokio-postgres.'],
  },
  {
    crates: ['libgssapi-sys', 'gssapi-sys'],
    library: 'GSSAPI (Kerberos)',
    libraries: ['krb5-gssapi', 'gssapi_krb5'],
    otherwise: 'fails',
    why: 'Kerberos loads its mechanisms at run time, and there is no static library of it in the image.',
    remedies: ['Leave out the feature that asks for GSSAPI (`gssapi`, `kerberos`).'],
  },
  {
    crates: ['krb5-src'],
    library: 'Kerberos',
    ownSource: 'always',
    tools: ['autoreconf'],
  },
  {
    crates: ['clang-sys', 'clang'],
    library: 'libclang',
    ownSource: 'always',
  },
  {
    crates: ['rdkafka-sys'],
    library: 'librdkafka',
    ownSource: ['cmake'],
  },
  ...compilesItsOwn({
    audiopus_sys: 'Opus',
    'aws-lc-sys': 'AWS-LC',
    blst: 'blst',
    'boring-sys': 'BoringSSL',
    'bzip2-sys': 'bzip2',
    'curl-sys': 'libcurl',
    'expat-sys': 'Expat',
    'freetype-sys': 'FreeType',
    'jemalloc-sys': 'jemalloc',
    'libffi-sys': 'libffi',
    'libgit2-sys': 'libgit2',
    'liblzma-sys': 'liblzma',
    'libmimalloc-sys': 'mimalloc',
    'libnghttp2-sys': 'nghttp2',
    'libpcre-sys': 'PCRE',
    'librocksdb-sys': 'RocksDB',
    'libsodium-sys': 'libsodium',
    'libsodium-sys-stable': 'libsodium',
    'libssh2-sys': 'libssh2',
    'libusb1-sys': 'libusb',
    'libwebp-sys': 'libwebp',
    'libz-ng-sys': 'zlib-ng',
    'libz-sys': 'zlib',
    'lmdb-master-sys': 'LMDB',
    'lmdb-rkv-sys': 'LMDB',
    'lmdb-sys': 'LMDB',
    'lua-src': 'Lua',
    'luajit-src': 'LuaJIT',
    'luau0-src': 'Luau',
    'lz4-sys': 'LZ4',
    'lzma-sys': 'liblzma',
    'nng-sys': 'nng',
    onig_sys: 'Oniguruma',
    'openssl-src': 'OpenSSL',
    'pcre2-sys': 'PCRE2',
    'pq-src': 'libpq',
    'protobuf-src': 'protobuf',
    ring: 'ring',
    'secp256k1-sys': 'libsecp256k1',
    'tikv-jemalloc-sys': 'jemalloc',
    'tracy-client-sys': 'Tracy',
    'zeromq-src': 'ZeroMQ',
    'zmq-sys': 'ZeroMQ',
    'zstd-sys': 'Zstandard',
  }),
];

/** Of the ones that look for the library first, too: where they find none they compile it. */
function compilesItsOwn(libraries: Readonly<Record<string, string>>): NativeRule[] {
  return Object.entries(libraries).map(([crate, library]) => ({
    crates: [crate],
    library,
    ownSource: 'always',
  }));
}

import { nativeSources, sourcesOf, versionOf } from './native-sources.js';

/** Lines of the headers of the crates that are named. */
const headersOfCrates: Readonly<Record<string, string>> = {
  'sqlite3/sqlite3.h':
    '#define SQLITE_VERSION        "3.53.2"\n#define SQLITE_VERSION_NUMBER 3053002\n',
  'src/zlib/zlib.h': '#define ZLIB_VERSION "1.3.1"\n#define ZLIB_VERNUM 0x1310\n',
  'src/zlib-ng/zlib-ng.h.in': '#define ZLIBNG_VERSION "2.3.3"\n',
  'aws-lc/include/openssl/base.h': '#define AWSLC_VERSION_NUMBER_STRING "5.12.0"\n',
  'libssh2/include/libssh2.h': '#define LIBSSH2_VERSION                             "1.11.2_DEV"\n',
  'oniguruma/src/oniguruma.h':
    '#define ONIGURUMA_VERSION_MAJOR   6\n#define ONIGURUMA_VERSION_MINOR   9\n#define ONIGURUMA_VERSION_TEENY   10\n',
  'libgit2/deps/pcre2/pcre2.h':
    '#define PCRE2_MAJOR           10\n#define PCRE2_MINOR           47\n',
  'xz/src/liblzma/api/lzma/version.h':
    '#define LZMA_VERSION_MAJOR 5\n#define LZMA_VERSION_MINOR 8\n#define LZMA_VERSION_PATCH 4\n',
  'librdkafka/src/lz4.h':
    '#define LZ4_VERSION_MAJOR    1    /* breaking */\n#define LZ4_VERSION_MINOR    9    /* new */\n#define LZ4_VERSION_RELEASE  4\n',
  'librdkafka/src/cJSON.h':
    '#define CJSON_VERSION_MAJOR 1\n#define CJSON_VERSION_MINOR 7\n#define CJSON_VERSION_PATCH 14\n',
  'librdkafka/src/crc32c.h': '#ifndef _RD_CRC32C_H_\n',
  'librdkafka/src/nanopb/pb.h': '#define NANOPB_VERSION "nanopb-0.4.8-dev"\n',
  'librdkafka/src/opentelemetry/metrics.pb.h': '#ifndef PB_METRICS_PB_H_INCLUDED\n',
  'librdkafka/src/rdhdrhistogram.h': '#ifndef _RDHDR_HISTOGRAM_H_\n',
  'librdkafka/src/snappy.h': '#ifndef _LINUX_SNAPPY_H\n',
  'librdkafka/src/rdxxhash.h':
    '#define XXH_VERSION_MAJOR    0\n#define XXH_VERSION_MINOR    6\n#define XXH_VERSION_RELEASE  5\n',
  'librdkafka/src/tinycthread.h':
    '#define TINYCTHREAD_VERSION_MAJOR 1\n#define TINYCTHREAD_VERSION_MINOR 2\n',
  'rocksdb/util/xxhash.h':
    '#define XXH_VERSION_MAJOR    0\n#define XXH_VERSION_MINOR    8\n#define XXH_VERSION_RELEASE  1\n',
  'c_src/mimalloc/v3/include/mimalloc.h': '#define MI_MALLOC_VERSION 30302   // major + 2 digits\n',
};

function versions(
  crate: string,
  version: string,
  archive: string,
  features: string[] = [],
  headers: Readonly<Record<string, string>> = headersOfCrates,
) {
  const facts = {
    versionOf: (name: string) =>
      name === 'openssl-src' ? '300.6.1+3.6.3' : name === crate ? version : undefined,
    headerOf: (file: string) => headers[file],
    own: version,
  };
  const hasFile = (file: string) => headers[file] !== undefined;
  return sourcesOf(crate, archive, features, hasFile).map((source) => [
    source.library,
    versionOf(source.version, facts),
  ]);
}

test.each([
  ['libsqlite3-sys', '0.38.2', 'sqlite3', [], [['sqlite', '3.53.2']]],
  ['libsqlite3-sys', '0.38.2', 'sqlite3', ['bundled-sqlcipher'], [['sqlcipher', null]]],
  ['libz-sys', '1.1.23', 'z', [], [['zlib', '1.3.1']]],
  ['libz-sys', '1.1.33', 'z', ['zlib-ng'], [['zlib-ng', '2.3.3']]],
  ['zstd-sys', '2.1.3+zstd.1.5.7', 'zstd', [], [['zstd', '1.5.7']]],
  ['bzip2-sys', '0.1.13+1.0.8', 'bz2', [], [['bzip2', '1.0.8']]],
  ['lz4-sys', '1.11.1+lz4-1.10.0', 'lz4', [], [['lz4', '1.10.0']]],
  ['openssl-sys', '0.9.118', 'crypto', [], [['openssl', '3.6.3']]],
  ['pq-src', '0.3.14+libpq-18.6', 'pq', [], [['libpq', '18.6']]],
  ['curl-sys', '0.4.91+curl-8.22.0', 'curl', [], [['curl', '8.22.0']]],
  ['aws-lc-sys', '0.47.0', 'aws_lc_0_47_0_crypto', [], [['aws-lc', '5.12.0']]],
  ['ring', '0.17.14', 'ring_core_0_17_14_', [], [['ring', '0.17.14']]],
  ['libssh2-sys', '0.3.4', 'ssh2', [], [['libssh2', '1.11.2_DEV']]],
  ['onig_sys', '69.9.3', 'onig', [], [['oniguruma', '6.9.10']]],
  ['liblzma-sys', '0.4.9', 'lzma', [], [['xz', '5.8.4']]],
  ['libmimalloc-sys', '0.1.49', 'mimalloc', [], [['mimalloc', '3.3.2']]],
  [
    'tikv-jemalloc-sys',
    '0.6.1+5.3.0-1-ge13ca993e8ccb9ba9847cc330696e02839f328f7',
    ...['jemalloc', [], [['jemalloc', '5.3.0-1-ge13ca993e8ccb9ba9847cc330696e02839f328f7']]],
  ],
] as [string, string, string, string[], [string, string | null][]][])(
  '%s %s has in lib%s.a, with %j: %j',
  (crate, version, archive, features, expected) => {
    expect(versions(crate, version, archive, features)).toEqual(expected);
  },
);

test('an archive may hold several libraries', () => {
  expect(versions('libgit2-sys', '0.18.8+1.9.7', 'git2')).toEqual([
    ['libgit2', '1.9.7'],
    ['llhttp', null],
    ['pcre2', '10.47'],
    ['xdiff', null],
  ]);
});

test('what librdkafka carries is in its archive, lz4 unless it is told to take another', () => {
  const carried = [
    ['librdkafka', '2.10.0'],
    ['cjson', '1.7.14'],
    ['crc32c', null],
    ['hdrhistogram', null],
    ['nanopb', null],
    ['opentelemetry-proto', null],
    ['snappy-c', null],
    ['tinycthread', '1.2'],
    ['xxhash', '0.6.5'],
  ];
  const of = (features: string[]) => versions('rdkafka-sys', '4.9.0+2.10.0', 'rdkafka', features);
  expect(of(['external-lz4'])).toEqual(carried);
  expect(of(['cmake-build'])).toEqual([...carried, ['lz4', '1.9.4']]);
  // A release that has none of their files carries none of them.
  expect(versions('rdkafka-sys', '1.0.0+1.0.0', 'rdkafka', [], {})).toEqual([
    ['librdkafka', '1.0.0'],
  ]);
});

test('what RocksDB carries is in its archive', () => {
  expect(versions('librocksdb-sys', '0.19.0+11.8.1', 'rocksdb')).toEqual([
    ['rocksdb', '11.8.1'],
    ['xxhash', '0.8.1'],
  ]);
});

test('what is not known has no version', () => {
  expect(versions('hello-sys', '1.0.0+2.0.0', 'hello')).toEqual([]);
  // A hash is none.
  const facts = { versionOf: () => '210.5.12+a4f56a4', headerOf: () => undefined, own: '1' };
  expect(versionOf({ of: 'crate', crate: 'luajit-src' }, facts)).toBeNull();
  expect(versionOf({ of: 'header', file: 'a.h', macros: ['A'] }, facts)).toBeNull();
});

test('attack: a header without the macro, or with a text that never ends', () => {
  const facts = {
    ...{ versionOf: () => undefined, own: '1' },
    headerOf: () => `#define A "${'x'.repeat(1_000_000)}"\n${'#define '.repeat(100_000)}`,
  };
  expect(versionOf({ of: 'header', file: 'a.h', macros: ['A'] }, facts)).toBeNull();
});

test('each library is said once for an archive and a choice of features', () => {
  const seen = nativeSources.map(({ crate, library, feature, withoutFeature }) =>
    [crate, library, feature, withoutFeature].join(' '),
  );
  expect(new Set(seen).size).toBe(seen.length);
});

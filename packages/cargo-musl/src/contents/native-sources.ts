/** Where the version of a library stands that a crate compiles along. */
export type VersionPlace =
  /** In the build metadata of a crate's version: `0.1.13+1.0.8`, `2.1.3+zstd.1.5.7`. */
  | { readonly of: 'crate'; readonly crate: string }
  /** In a header of the crate: one macro with a text, or several with numbers. */
  | { readonly of: 'header'; readonly file: string; readonly macros: readonly string[] }
  /** As mimalloc has it: `20302` is 2.3.2. */
  | { readonly of: 'digits'; readonly file: string; readonly macro: string }
  /** The crate's authors are the library's: its version and licence are those of the crate. */
  | { readonly of: 'own' };

/** What is known of native code that a crate compiles along. */
export interface NativeSource {
  /** The package whose build script compiles it. */
  readonly crate: string;
  readonly library: string;
  /** Names of its archives, without `lib` and `.a`. */
  readonly archives: RegExp;
  /** SPDX expression, of the releases that {@link NativeSource.versions} names. */
  readonly license: string | null;
  readonly version: VersionPlace | null;
  /** Only with this feature of the crate. */
  readonly feature?: string;
  /** Only without it. */
  readonly withoutFeature?: string;
  /** For which releases the licence is known; all when absent. */
  readonly versions?: RegExp;
  /** Only where the crate has this file: what other libraries carry changes from release to release. */
  readonly file?: string;
}

const build = (crate: string): VersionPlace => ({ of: 'crate', crate });
const header = (file: string, ...macros: string[]): VersionPlace => ({
  of: 'header',
  file,
  macros,
});
const own: VersionPlace = { of: 'own' };

const lzma = (folder: string): VersionPlace =>
  header(
    `${folder}/src/liblzma/api/lzma/version.h`,
    ...['LZMA_VERSION_MAJOR', 'LZMA_VERSION_MINOR', 'LZMA_VERSION_PATCH'],
  );

/** What librdkafka carries in its own archive (its `CMakeLists.txt` and `LICENSES.txt`). */
const inRdkafka = (
  library: string,
  license: string,
  file: string,
  ...macros: string[]
): NativeSource => ({
  ...{ crate: 'rdkafka-sys', library, archives: /^rdkafka$/, license },
  version: macros.length === 0 ? null : header(`librdkafka/src/${file}`, ...macros),
  file: `librdkafka/src/${file}`,
});

const xxhash = ['XXH_VERSION_MAJOR', 'XXH_VERSION_MINOR', 'XXH_VERSION_RELEASE'];

const mimalloc = (release: string): VersionPlace => ({
  of: 'digits',
  file: `c_src/mimalloc/${release}/include/mimalloc.h`,
  macro: 'MI_MALLOC_VERSION',
});

/**
 * Read from the crates themselves (their build scripts, headers and licence files). What is not here has neither
 * version nor licence in the contents of a program: those of the crate are of its bindings.
 */
export const nativeSources: readonly NativeSource[] = [
  {
    ...{ crate: 'libsqlite3-sys', library: 'sqlite', archives: /^sqlite3$/, license: 'blessing' },
    version: header('sqlite3/sqlite3.h', 'SQLITE_VERSION'),
    withoutFeature: 'bundled-sqlcipher',
  },
  {
    ...{ crate: 'libsqlite3-sys', library: 'sqlcipher', archives: /^sql(?:ite3|cipher)$/ },
    ...{ license: 'BSD-3-Clause', version: null, feature: 'bundled-sqlcipher' },
  },
  {
    ...{ crate: 'libz-sys', library: 'zlib', archives: /^z$/, license: 'Zlib' },
    version: header('src/zlib/zlib.h', 'ZLIB_VERSION'),
    withoutFeature: 'zlib-ng',
  },
  {
    ...{ crate: 'libz-sys', library: 'zlib-ng', archives: /^z(?:-ng)?$/, license: 'Zlib' },
    version: header('src/zlib-ng/zlib-ng.h.in', 'ZLIBNG_VERSION'),
    feature: 'zlib-ng',
  },
  {
    ...{ crate: 'libz-ng-sys', library: 'zlib-ng', archives: /^z(?:-ng)?$/, license: 'Zlib' },
    version: header('src/zlib-ng/zlib-ng.h.in', 'ZLIBNG_VERSION'),
  },
  {
    ...{ crate: 'zstd-sys', library: 'zstd', archives: /^zstd(?:_seekable)?$/ },
    ...{ license: 'BSD-3-Clause OR GPL-2.0-only', version: build('zstd-sys') },
  },
  {
    ...{ crate: 'bzip2-sys', library: 'bzip2', archives: /^bz2$/ },
    ...{ license: 'bzip2-1.0.6', version: build('bzip2-sys') },
  },
  {
    ...{ crate: 'lz4-sys', library: 'lz4', archives: /^lz4$/ },
    ...{ license: 'BSD-2-Clause', version: build('lz4-sys') },
  },
  {
    ...{ crate: 'librocksdb-sys', library: 'rocksdb', archives: /^rocksdb$/ },
    ...{ license: 'Apache-2.0 OR GPL-2.0-only', version: build('librocksdb-sys') },
  },
  {
    ...{ crate: 'librocksdb-sys', library: 'xxhash', archives: /^rocksdb$/ },
    ...{ license: 'BSD-2-Clause', version: header('rocksdb/util/xxhash.h', ...xxhash) },
    file: 'rocksdb/util/xxhash.h',
  },
  {
    ...{ crate: 'librocksdb-sys', library: 'snappy', archives: /^snappy$/ },
    ...{ license: 'BSD-3-Clause', version: null },
  },
  {
    ...{ crate: 'rdkafka-sys', library: 'librdkafka', archives: /^rdkafka$/ },
    ...{ license: 'BSD-2-Clause', version: build('rdkafka-sys') },
  },
  inRdkafka(
    ...(['cjson', 'MIT', 'cJSON.h'] as const),
    ...['CJSON_VERSION_MAJOR', 'CJSON_VERSION_MINOR', 'CJSON_VERSION_PATCH'],
  ),
  inRdkafka('crc32c', 'Zlib', 'crc32c.h'),
  inRdkafka('hdrhistogram', 'MIT', 'rdhdrhistogram.h'),
  inRdkafka('nanopb', 'Zlib', 'nanopb/pb.h'),
  inRdkafka('opentelemetry-proto', 'Apache-2.0', 'opentelemetry/metrics.pb.h'),
  inRdkafka('snappy-c', 'BSD-3-Clause', 'snappy.h'),
  inRdkafka(
    ...(['tinycthread', 'Zlib', 'tinycthread.h'] as const),
    ...['TINYCTHREAD_VERSION_MAJOR', 'TINYCTHREAD_VERSION_MINOR'],
  ),
  inRdkafka('xxhash', 'BSD-2-Clause', 'rdxxhash.h', ...xxhash),
  {
    ...inRdkafka(
      ...(['lz4', 'BSD-2-Clause', 'lz4.h'] as const),
      ...['LZ4_VERSION_MAJOR', 'LZ4_VERSION_MINOR', 'LZ4_VERSION_RELEASE'],
    ),
    withoutFeature: 'external-lz4',
  },
  {
    ...{ crate: 'openssl-sys', library: 'openssl', archives: /^(?:ssl|crypto)$/ },
    // Until 1.1.1 it was another.
    ...{ license: 'Apache-2.0', version: build('openssl-src'), versions: /^3\./ },
  },
  {
    ...{ crate: 'pq-src', library: 'libpq', archives: /^(?:pq|pgport|pgcommon)$/ },
    ...{ license: 'PostgreSQL', version: build('pq-src') },
  },
  {
    ...{ crate: 'ring', library: 'ring', archives: /^ring_core_[\w.]+$/ },
    ...{ license: null, version: own },
  },
  {
    ...{ crate: 'aws-lc-sys', library: 'aws-lc', archives: /^aws_lc_[\w.]+$/, license: null },
    version: header('aws-lc/include/openssl/base.h', 'AWSLC_VERSION_NUMBER_STRING'),
  },
  {
    ...{ crate: 'libgit2-sys', library: 'libgit2', archives: /^git2$/ },
    ...{ license: 'GPL-2.0-only WITH GCC-exception-2.0', version: build('libgit2-sys') },
  },
  {
    ...{ crate: 'libgit2-sys', library: 'llhttp', archives: /^git2$/, license: 'MIT' },
    version: header(
      'libgit2/deps/llhttp/llhttp.h',
      ...['LLHTTP_VERSION_MAJOR', 'LLHTTP_VERSION_MINOR', 'LLHTTP_VERSION_PATCH'],
    ),
  },
  {
    ...{ crate: 'libgit2-sys', library: 'pcre2', archives: /^git2$/, license: 'BSD-3-Clause' },
    version: header('libgit2/deps/pcre2/pcre2.h', 'PCRE2_MAJOR', 'PCRE2_MINOR'),
  },
  {
    ...{ crate: 'libgit2-sys', library: 'xdiff', archives: /^git2$/ },
    ...{ license: 'LGPL-2.1-or-later', version: null },
  },
  {
    ...{ crate: 'libssh2-sys', library: 'libssh2', archives: /^ssh2$/, license: 'BSD-3-Clause' },
    version: header('libssh2/include/libssh2.h', 'LIBSSH2_VERSION'),
  },
  {
    ...{ crate: 'curl-sys', library: 'curl', archives: /^curl$/ },
    ...{ license: 'curl', version: build('curl-sys') },
  },
  {
    ...{ crate: 'libnghttp2-sys', library: 'nghttp2', archives: /^nghttp2$/ },
    ...{ license: 'MIT', version: build('libnghttp2-sys') },
  },
  {
    ...{ crate: 'libmimalloc-sys', library: 'mimalloc', archives: /^mimalloc$/, license: 'MIT' },
    version: mimalloc('v2'),
    feature: 'v2',
  },
  {
    ...{ crate: 'libmimalloc-sys', library: 'mimalloc', archives: /^mimalloc$/, license: 'MIT' },
    version: mimalloc('v3'),
    withoutFeature: 'v2',
  },
  {
    ...{ crate: 'tikv-jemalloc-sys', library: 'jemalloc', archives: /^jemalloc(?:_pic)?$/ },
    ...{ license: 'BSD-2-Clause', version: build('tikv-jemalloc-sys') },
  },
  {
    ...{ crate: 'jemalloc-sys', library: 'jemalloc', archives: /^jemalloc(?:_pic)?$/ },
    ...{ license: 'BSD-2-Clause', version: build('jemalloc-sys') },
  },
  {
    ...{ crate: 'onig_sys', library: 'oniguruma', archives: /^onig$/, license: 'BSD-2-Clause' },
    version: header(
      'oniguruma/src/oniguruma.h',
      ...['ONIGURUMA_VERSION_MAJOR', 'ONIGURUMA_VERSION_MINOR', 'ONIGURUMA_VERSION_TEENY'],
    ),
  },
  {
    ...{ crate: 'lzma-sys', library: 'xz', archives: /^lzma$/, license: null },
    version: lzma('xz-5.2'),
  },
  {
    ...{ crate: 'liblzma-sys', library: 'xz', archives: /^lzma$/, license: '0BSD' },
    ...{ version: lzma('xz'), versions: /^5\.(?:[68]|\d\d)\./ },
  },
  {
    ...{ crate: 'libsodium-sys', library: 'libsodium', archives: /^sodium$/ },
    ...{ license: 'ISC', version: null },
  },
  {
    ...{ crate: 'libsodium-sys-stable', library: 'libsodium', archives: /^sodium$/ },
    ...{ license: 'ISC', version: null },
  },
  {
    ...{ crate: 'lmdb-master-sys', library: 'lmdb', archives: /^lmdb$/, license: 'OLDAP-2.8' },
    version: header(
      'lmdb/libraries/liblmdb/lmdb.h',
      ...['MDB_VERSION_MAJOR', 'MDB_VERSION_MINOR', 'MDB_VERSION_PATCH'],
    ),
  },
  {
    ...{ crate: 'psm', library: 'psm', archives: /^psm_s$/ },
    ...{ license: null, version: own },
  },
  {
    ...{ crate: 'blake3', library: 'blake3', archives: /^blake3_\w+$/ },
    ...{ license: null, version: own },
  },
];

/** Headers of all of them, relative to a package's folder. */
export const versionHeaders: readonly string[] = [
  ...new Set(
    nativeSources.flatMap(({ version, file }) => [
      ...(version?.of === 'header' || version?.of === 'digits' ? [version.file] : []),
      ...(file === undefined ? [] : [file]),
    ]),
  ),
].sort();

/**
 * What an archive of a crate holds.
 *
 * @param hasFile whether the crate has one of {@link versionHeaders}
 */
export function sourcesOf(
  crate: string,
  archive: string,
  features: readonly string[],
  hasFile: (file: string) => boolean,
): NativeSource[] {
  return nativeSources.filter(
    (known) =>
      known.crate === crate &&
      known.archives.test(archive) &&
      (known.file === undefined || hasFile(known.file)) &&
      (known.feature === undefined || features.includes(known.feature)) &&
      (known.withoutFeature === undefined || !features.includes(known.withoutFeature)),
  );
}

export interface VersionFacts {
  /** Version of a package of Cargo.lock; undefined where there is none, or are several. */
  readonly versionOf: (crate: string) => string | undefined;
  /** Text of a header of the crate. */
  readonly headerOf: (file: string) => string | undefined;
  /** The crate's own version. */
  readonly own: string;
}

/** @returns null where it is not known */
export function versionOf(
  place: VersionPlace | null,
  { versionOf: lockedVersion, headerOf, own: ownVersion }: VersionFacts,
): string | null {
  if (place === null) return null;
  if (place.of === 'own') return ownVersion;
  if (place.of === 'crate')
    return (
      /\+(?:[a-z][a-z0-9]*[.-])?(\d[\w.+-]*)$/.exec(lockedVersion(place.crate) ?? '')?.[1] ?? null
    );
  const text = headerOf(place.file);
  if (text === undefined) return null;
  if (place.of === 'digits') return dotted(defined(text, place.macro));
  const parts = place.macros.map((macro) => defined(text, macro));
  return parts.some((part) => part === undefined) ? null : parts.join('.');
}

/** The value of a macro: a text, or a number. */
function defined(header: string, macro: string): string | undefined {
  const value = new RegExp(
    `^[ \\t]*#[ \\t]*define[ \\t]+${macro}[ \\t]+(?:"([^"\\n]{1,64})"|(\\d{1,9})\\b)`,
    'm',
  );
  const [, text, number] = value.exec(header) ?? [];
  return text ?? number;
}

/** Two digits for each part but the first; one for the last two until 2.2 (`mimalloc.h`). */
function dotted(digits: string | undefined): string | null {
  if (digits === undefined) return null;
  const match = /^(\d)(\d)(\d)$/.exec(digits) ?? /^(\d{1,2})(\d\d)(\d\d)$/.exec(digits);
  return match === null ? null : match.slice(1).map(Number).join('.');
}

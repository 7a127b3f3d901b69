import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFiles } from '@statix/cargo';
import {
  packageToml,
  removeTemporaryRepositories,
  temporaryRepository,
} from '@statix/cargo/testing/temporary-repository';
import { diagnoseCrates, type PackageDiagnosis } from './diagnose-package.js';
import { applyFix } from './manifest-fix.js';
import type { ImageOffer } from './image-offer.js';

/** Cargo.toml and the Cargo.lock that `cargo generate-lockfile` made for it, by name. */
const fixture = (name: string): string => readFileSync(join(__dirname, 'fixtures', name), 'utf8');

const offer: ImageOffer = {
  libraries: new Set(['z', 'zlib', 'ssl', 'libssl', 'crypto', 'libcrypto']),
  tools: new Set(['cmake', 'make', 'perl', 'protoc', 'nasm', 'clang']),
  rustVersion: undefined,
  environment: new Set(),
};
const withLibpq: ImageOffer = { ...offer, libraries: new Set([...offer.libraries, 'libpq', 'pq']) };

afterAll(removeTemporaryRepositories);

function diagnose(
  name: string,
  { image = offer, features = [] }: { image?: ImageOffer | 'unknown'; features?: string[] } = {},
): PackageDiagnosis {
  return diagnoseFiles(
    { 'Cargo.toml': fixture(`${name}.manifest.toml`), 'Cargo.lock': fixture(`${name}.lock.toml`) },
    { image, features },
  );
}

function diagnoseFiles(
  content: Record<string, string>,
  {
    image = offer,
    features = [],
    name,
  }: { image?: ImageOffer | 'unknown'; features?: string[]; name?: string } = {},
): PackageDiagnosis {
  const { root, read } = temporaryRepository({ 'src/main.rs': '', ...content });
  const repository = read();
  const pkg = repository.packages.find(
    (candidate) => name === undefined || candidate.name === name,
  );
  return diagnoseCrates({
    repository,
    files: repositoryFiles(root),
    package: pkg!,
    request: { features, defaultFeatures: true, allFeatures: false },
    triple: 'x86_64-unknown-linux-musl',
    offer: image === 'unknown' ? undefined : image,
  });
}

const codes = ({ findings }: PackageDiagnosis, severity: string): string[] =>
  findings
    .filter(({ finding }) => finding.severity === severity)
    .map(({ finding }) => finding.code);
const sources = ({ nativeCrates }: PackageDiagnosis): Record<string, string> =>
  Object.fromEntries(nativeCrates.map(({ name, from }) => [name, from]));

describe('what fails', () => {
  test.each([
    ['rdkafka', 'rdkafka-without-cmake'],
    ['diesel-postgres', 'library-not-in-image'],
    ['duckdb', 'library-not-in-image'],
    ['pam', 'pam'],
    ['serialport', 'library-not-in-image'],
    ['plotters', 'library-not-in-image'],
  ])('%s: %s', (name, code) => {
    expect(codes(diagnose(name), 'error')).toContain(code);
  });

  test.each([
    'aws-lc-rs',
    'bindgen-user',
    'diesel-bundled',
    'duckdb-bundled',
    'git2',
    'jemalloc',
    'libloading',
    'prost',
    'rdkafka-cmake',
    'reqwest',
    'reqwest-rustls',
    'rocksdb',
    'optional',
  ])('%s: nothing', (name) => {
    expect(codes(diagnose(name), 'error')).toEqual([]);
  });
});

describe('what the image cannot give a crate, or only when it is asked another way', () => {
  const found = (name: string, severity: string): (string | null)[][] =>
    diagnose(name)
      .findings.map(({ finding }) => finding)
      .filter((finding) => finding.severity === severity)
      .map(({ code, crate }) => [code, crate]);

  test.each([
    ['fluidlite', 'no-bindings-for-musl', 'fluidlite-sys'],
    ['nanomsg', 'library-not-in-image', 'nanomsg-sys'],
  ])('%s fails: %s of %s', (name, code, crate) => {
    expect(found(name, 'error')).toContainEqual([code, crate]);
  });

  test.each([
    ['chromaprint', 'chromaprint-builds-shared', 'chromaprint-sys-next'],
    ['libunwind', 'library-not-on-search-path', 'libunwind-sys'],
    ['libdeflater', 'avx512-refused', 'libdeflate-sys'],
    ['libmodbus', 'bindgen-too-old', 'bindgen'],
    ['libxlsxwriter', 'bindgen-too-old', 'bindgen'],
    ['fluidlite-bindgen', 'bindgen-too-old', 'bindgen'],
    ['fuser-libfuse', 'library-not-in-image', 'fuser'],
    ['wayland-system', 'library-not-in-image', 'wayland-sys'],
  ])('%s may fail: %s of %s', (name, code, crate) => {
    expect(found(name, 'warning')).toContainEqual([code, crate]);
    expect(found(name, 'error')).toEqual([]);
  });

  test('the missing tool of wolfssl-sys is patch', () => {
    const what = diagnose('wolfssl').findings.map(({ finding }) => finding.what);
    expect(what).toContain('wolfssl-sys 5.3.0 calls patch, which the image does not have');
  });

  test.each([
    ['fuser', { fuser: 'none' }],
    ['wayland', { 'wayland-backend': 'own-source', 'wayland-sys': 'none' }],
    ['wayland-dlopen', { 'wayland-backend': 'own-source', 'wayland-sys': 'own-source' }],
  ])('%s links no library of the system', (name, expected) => {
    expect(codes(diagnose(name), 'error')).toEqual([]);
    expect(codes(diagnose(name), 'warning')).not.toContain('library-not-in-image');
    expect(sources(diagnose(name))).toEqual(expected);
  });

  const withManifest = (name: string, from: string, to: string): PackageDiagnosis =>
    diagnoseFiles({
      'Cargo.toml': fixture(`${name}.manifest.toml`).replace(from, to),
      'Cargo.lock': fixture(`${name}.lock.toml`),
    });

  test('the features that change it', () => {
    const asked = (name: string, version: string, feature: string): PackageDiagnosis =>
      withManifest(name, `"${version}"`, `{ version = "${version}", features = ["${feature}"] }`);
    expect(codes(asked('chromaprint', '1.6', 'static'), 'warning')).toEqual([]);
    expect(codes(asked('fuser', '0.18', 'libfuse3'), 'warning')).toEqual(['library-not-in-image']);
    expect(codes(asked('nanomsg', '0.7', 'bundled'), 'error')).toEqual([
      'downloads-while-building',
    ]);
  });

  test('which bindgen is too old depends on the image’s Clang', () => {
    const bindgen = (name: string, clangVersion?: string): string[] =>
      diagnose(name, { image: { ...offer, clangVersion } }).findings.flatMap(({ finding }) =>
        finding.code === 'bindgen-too-old' ? [finding.what] : [],
      );
    expect(bindgen('libmodbus', '22.1.8')).toEqual([
      'bindgen 0.55.1 of libmodbus-sys fails if the headers have types without a name',
    ]);
    expect(bindgen('libmodbus', '15.0.7')).toEqual([]);
    expect(bindgen('libxlsxwriter', '22.1.8')).toEqual([
      'bindgen 0.69.5 of libxlsxwriter-sys gives structs no fields if the headers declare them before they define them',
    ]);
    expect(bindgen('libxlsxwriter', '21.1.8')).toEqual([]);
    // Only the recipe is known.
    expect(bindgen('libxlsxwriter')).toHaveLength(1);
    expect(bindgen('chromaprint', '22.1.8')).toEqual([]);
  });
});

describe('what surprises when the program runs', () => {
  test.each([
    ['libloading', 'loads-libraries'],
    ['duckdb-bundled', 'duckdb-extensions'],
    ['diesel-bundled', 'vendored-openssl-has-no-roots'],
    ['jemalloc', 'jemalloc-background-threads'],
  ])('%s: %s', (name, code) => {
    expect(codes(diagnose(name), 'warning')).toContain(code);
  });

  test.each([
    ['reqwest', 'needs-system-certificates'],
    ['reqwest-rustls', 'slow-allocator'],
    ['reqwest-rustls', 'musl-resolver'],
  ])('%s, a note: %s', (name, code) => {
    expect(codes(diagnose(name), 'note')).toContain(code);
  });

  test('libloading of bindgen is the build’s and not the program’s', () => {
    expect(diagnose('bindgen-user').findings).toEqual([]);
  });
});

test('where each library comes from', () => {
  expect(sources(diagnose('rdkafka-cmake'))).toEqual({
    'libz-sys': 'own-source',
    'openssl-sys': 'image',
    'rdkafka-sys': 'own-source',
  });
  expect(sources(diagnose('diesel-postgres'))).toEqual({ 'pq-sys': 'missing' });
  expect(sources(diagnose('diesel-postgres', { image: withLibpq }))).toEqual({ 'pq-sys': 'image' });
});

test('Diesel: both routes, where the image has libpq', () => {
  for (const name of ['diesel-postgres', 'diesel-bundled']) {
    const found = diagnose(name, { image: withLibpq }).findings.find(
      ({ finding }) => finding.code === 'diesel-postgres-routes',
    );
    expect(found?.finding.remedies.map(({ snippet }) => snippet)).toEqual([
      'diesel = { version = "2", features = ["postgres"] }',
      'pq-sys = { version = "0.7", features = ["bundled"] }\nopenssl-sys = { version = "0.9", features = ["vendored"] }',
    ]);
  }
});

test('an optional crate counts once its feature is on; crates of tests and of Windows do not', () => {
  expect(codes(diagnose('optional', { features: ['blas'] }), 'error')).toEqual([
    'downloads-while-building',
  ]);
});

test('evidence: the line of the manifest and the entry of the lock', () => {
  const { findings } = diagnose('rdkafka');
  expect(findings[0]?.finding.evidence).toEqual([
    { file: 'Cargo.toml', line: 7, text: 'dependencies.rdkafka' },
    {
      file: 'Cargo.lock',
      line: expect.any(Number),
      text: 'rdkafka-sys 4.10.0+2.12.1: rdkafka → rdkafka → rdkafka-sys',
    },
  ]);
  const line = findings[0]?.finding.evidence[1]?.line ?? 0;
  expect(fixture('rdkafka.lock.toml').split('\n')[line - 1]).toBe('name = "rdkafka-sys"');
});

test('of an image of which nothing is known, nothing is said to be missing', () => {
  const diagnosis = diagnose('diesel-postgres', { image: 'unknown' });
  expect(codes(diagnosis, 'error')).toEqual([]);
  expect(sources(diagnosis)).toEqual({ 'pq-sys': 'unknown' });
});

describe('fixes', () => {
  const fixed = (name: string): string => {
    const text = fixture(`${name}.manifest.toml`);
    const { findings } = diagnose(name);
    return findings.flatMap(({ fixes }) => fixes).reduce(applyFix, text);
  };

  test('rdkafka is built with CMake', () => {
    expect(fixed('rdkafka')).toBe(
      fixture('rdkafka.manifest.toml').replace('"ssl"', '"ssl", "cmake-build"'),
    );
  });

  test('Diesel gets libpq and OpenSSL of its own, of the locked versions', () => {
    expect(fixed('diesel-postgres')).toBe(
      `${fixture('diesel-postgres.manifest.toml')}pq-sys = { version = "0.7", features = ["bundled"] }\n` +
        'openssl-sys = { version = "0.9", features = ["vendored"] }\n',
    );
  });

  test('jemalloc loses its background threads', () => {
    expect(fixed('jemalloc')).toContain('features = []');
  });

  test('what needs a decision is left alone', () => {
    for (const name of ['serialport', 'plotters', 'pam', 'libloading']) {
      expect(fixed(name)).toBe(fixture(`${name}.manifest.toml`));
      expect(diagnose(name).findings.every(({ finding }) => finding.fix === 'none')).toBe(true);
    }
  });
});

const lockEntry = (
  name: string,
  dependencies: string[] = [],
  registry = true,
  version = '0.1.0',
): string =>
  `[[package]]\nname = "${name}"\nversion = "${version}"\n` +
  (registry ? 'source = "registry+https://github.com/rust-lang/crates.io-index"\n' : '') +
  `dependencies = ${JSON.stringify(dependencies)}\n`;

test.each([
  [['cc'], []],
  [['cmake', 'pkg-config'], []],
  [['pkg-config'], ['library-may-be-missing']],
  [['bindgen'], ['library-may-be-missing']],
  [[], ['library-may-be-missing']],
])('an unknown -sys crate that depends on %j', (dependencies, expected) => {
  const diagnosis = diagnoseFiles({
    'Cargo.toml': packageToml('app', '[dependencies]\nnever-heard-sys = "0.1"\n'),
    'Cargo.lock': `version = 4\n${[
      lockEntry('app', ['never-heard-sys'], false),
      lockEntry('never-heard-sys', dependencies),
      // Of a release that none of them is too old at.
      ...dependencies.map((name) => lockEntry(name, [], true, '1.0.0')),
    ].join('\n')}`,
  });
  expect(codes(diagnosis, 'warning')).toEqual(expected);
});

test('an unknown -sys crate whose library the image has', () => {
  const diagnosis = diagnoseFiles(
    {
      'Cargo.toml': packageToml('app', '[dependencies]\nlibheard-sys = "0.1"\n'),
      'Cargo.lock': `version = 4\n${lockEntry('app', ['libheard-sys'], false)}\n${lockEntry('libheard-sys')}`,
    },
    { image: { ...offer, libraries: new Set(['heard']) } },
  );
  expect(sources(diagnosis)).toEqual({ 'libheard-sys': 'image' });
  expect(diagnosis.findings).toEqual([]);
});

test('through a package of the workspace, with inherited dependencies and features', () => {
  const diagnosis = diagnoseFiles(
    {
      'Cargo.toml':
        '[workspace]\nmembers = ["app", "queue"]\n[workspace.dependencies]\nrdkafka = { version = "0.38", features = ["dynamic-linking"] }\n',
      'app/Cargo.toml': packageToml('app', '[dependencies]\nqueue = { path = "../queue" }\n'),
      'app/src/main.rs': '',
      'queue/Cargo.toml': packageToml('queue', '[dependencies]\nrdkafka.workspace = true\n'),
      'queue/src/lib.rs': '',
      'Cargo.lock': `version = 4\n${[
        lockEntry('app', ['queue'], false),
        lockEntry('queue', ['rdkafka'], false),
        lockEntry('rdkafka', ['rdkafka-sys']),
        lockEntry('rdkafka-sys', ['pkg-config']),
        lockEntry('pkg-config'),
      ].join('\n')}`,
    },
    { name: 'app' },
  );
  expect(codes(diagnosis, 'error')).toContain('rdkafka-links-shared');
  expect(diagnosis.findings[0]?.finding.evidence[0]).toEqual({
    file: 'queue/Cargo.toml',
    line: 6,
    text: 'dependencies.rdkafka',
  });
});

test('no lock file, and one without the package', () => {
  expect(codes(diagnoseFiles({ 'Cargo.toml': packageToml('app') }), 'error')).toEqual([
    'no-lockfile',
  ]);
  const stale = { 'Cargo.toml': packageToml('app'), 'Cargo.lock': 'version = 4\n' };
  expect(codes(diagnoseFiles(stale), 'error')).toEqual(['lockfile-out-of-date']);
});

test('a broken lock file is an error of its own', () => {
  const broken = { 'Cargo.toml': packageToml('app'), 'Cargo.lock': '[[package]\n' };
  expect(() => diagnoseFiles(broken)).toThrow(
    expect.objectContaining({ code: 'STATIX_LOCKFILE_INVALID' }),
  );
});

describe('features that the program leaves off', () => {
  const entryOf = (diagnosis: PackageDiagnosis, crate: string) =>
    diagnosis.findings.find(({ finding }) => finding.crate === crate)?.finding;

  test('fault: diesel_cli’s mysqlclient-src stands in the lock for `mysql-bundled`, which is off', () => {
    const diagnosis = diagnose('diesel-cli');
    expect(sources(diagnosis)).toMatchObject({ 'mysqlclient-sys': 'unknown' });
    expect(sources(diagnosis)).not.toHaveProperty('mysqlclient-src');
    expect(entryOf(diagnosis, 'mysqlclient-sys')).toMatchObject({
      severity: 'warning',
      what: 'mysqlclient-sys 0.4.7 fails unless its feature bundled is on: the image has no libmysqlclient',
    });
  });

  test('with it on, the library is compiled along', () => {
    const diagnosis = diagnose('diesel-cli', { features: ['mysql-bundled'] });
    expect(sources(diagnosis)).toMatchObject({ 'mysqlclient-sys': 'own-source' });
  });

  const workspace = (features: string): Record<string, string> => ({
    'Cargo.toml': '[workspace]\nmembers = ["app", "store"]\n',
    'app/Cargo.toml': packageToml(
      'app',
      `[dependencies]\nstore = { path = "../store"${features} }\n`,
    ),
    'app/src/main.rs': '',
    'store/Cargo.toml': packageToml(
      'store',
      '[features]\ndefault = ["pg"]\npg = ["dep:pq-sys"]\nown = ["pg", "pq-sys/bundled"]\n[dependencies]\npq-sys = { version = "0.7", optional = true }\n',
    ),
    'store/src/lib.rs': '',
    'Cargo.lock': `version = 4\n${[
      lockEntry('app', ['store'], false),
      lockEntry('store', ['pq-sys'], false),
      lockEntry('pq-sys', ['pq-src', 'vcpkg']),
      lockEntry('pq-src', ['cc']),
      lockEntry('vcpkg'),
      lockEntry('cc', [], true, '1.0.0'),
    ].join('\n')}`,
  });

  test.each([
    ['', { 'pq-sys': 'missing' }],
    [', features = ["own"]', { 'pq-sys': 'own-source' }],
    [', default-features = false', {}],
  ])('of a package of the workspace, asked for with %j', (features, expected) => {
    const diagnosis = diagnoseFiles(workspace(features), { name: 'app' });
    const { 'pq-src': _compiled, ...found } = sources(diagnosis);
    expect(found).toEqual(expected);
  });
});

test('fault: a suggested line keeps the version that the manifest asks for', () => {
  const diagnosis = diagnoseFiles({
    'Cargo.toml': fixture('rdkafka.manifest.toml').replace('"0.38"', '"0.37.1"'),
    'Cargo.lock': fixture('rdkafka.lock.toml'),
  });
  const snippets = diagnosis.findings.flatMap(({ finding }) =>
    finding.remedies.map(({ snippet }) => snippet),
  );
  expect(snippets).toContain('rdkafka = { version = "0.37.1", features = ["cmake-build"] }');
});

describe('where crates are fetched from', () => {
  const from = (source: string, config?: string): [string, string][] =>
    diagnoseFiles({
      'Cargo.toml': packageToml('app', '[dependencies]\nlib = "0.1"\n'),
      'Cargo.lock': `version = 4\n${lockEntry('app', ['lib'], false)}\n[[package]]\nname = "lib"\nversion = "0.1.0"\nsource = "${source}"\n`,
      ...(config === undefined ? {} : { '.cargo/config.toml': config }),
    }).findings.map(({ finding }) => [finding.severity, finding.code]);

  // Sources in the form in which cargo writes them to a lock.
  const revision = '3b1e0b5d4f0d7c7f9c8f3d8ff0d6d2a58f0c6a1e';
  test.each([
    [`git+ssh://git@git.example/me/lib.git#${revision}`, ['warning', 'source-over-ssh']],
    [`git+file:///home/me/lib#${revision}`, ['error', 'source-in-folder']],
    [`git+http://127.0.0.1:3000/me/lib.git#${revision}`, ['error', 'source-on-loopback']],
    ['registry+file:///home/me/index', ['error', 'source-in-folder']],
    ['sparse+http://localhost:8000/index/', ['error', 'source-on-loopback']],
    ['registry+https://crates.example/index', ['warning', 'private-registry']],
  ])('fault: %s', (source, expected) => {
    expect(from(source)).toContainEqual(expected);
  });

  test.each([
    'registry+https://github.com/rust-lang/crates.io-index',
    `git+https://github.com/me/lib?rev=3b1e0b5#${revision}`,
  ])('%s can be fetched', (source) => {
    expect(from(source)).toEqual([]);
  });

  test('a vendored one is not fetched', () => {
    expect(
      from(
        `git+ssh://git@git.example/me/lib.git#${revision}`,
        '[source."git+ssh://git@git.example/me/lib.git"]\ngit = "ssh://git@git.example/me/lib.git"\nreplace-with = "vendored-sources"\n[source.vendored-sources]\ndirectory = "vendor"\n',
      ),
    ).toEqual([]);
  });
});

test('fault: crates for Windows and macOS are nothing to say', () => {
  const foreign = ['advapi32-sys', 'asio-sys', 'coreaudio-sys', 'darwin-libproc-sys', 'vswhom-sys'];
  const diagnosis = diagnoseFiles({
    'Cargo.toml': packageToml(
      'app',
      `[dependencies]\nnotify = "1"\n[target.'cfg(windows)'.dependencies]\nodd-sys = "1"\n[target.'cfg(target_os = "macos")'.dependencies]\nstrange-sys = "1"\n`,
    ),
    'Cargo.lock': `version = 4\n${[
      lockEntry('app', ['notify', 'odd-sys', 'strange-sys'], false),
      lockEntry('notify', foreign),
      ...[...foreign, 'odd-sys', 'strange-sys'].map((name) => lockEntry(name)),
    ].join('\n')}`,
  });
  expect(diagnosis).toEqual({ nativeCrates: [], findings: [] });
});

describe('remedies fit the crates that are there', () => {
  const locked = (...crates: readonly (readonly [string, string, string?])[]) => {
    const entries = crates.map(
      ([name, version, dependency]) =>
        `[[package]]\nname = "${name}"\nversion = "${version}"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n${dependency === undefined ? '' : `dependencies = ["${dependency}"]\n`}`,
    );
    const names = crates.map(([name]) => name);
    return {
      'Cargo.toml': packageToml(
        'app',
        `[dependencies]\n${names.map((name) => `${name} = "*"\n`).join('')}`,
      ),
      'Cargo.lock': `version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ${JSON.stringify(names)}\n\n${entries.join('\n')}`,
    };
  };
  const remedies = (diagnosis: PackageDiagnosis, code: string): string =>
    JSON.stringify(
      diagnosis.findings
        .filter(({ finding }) => finding.code === code)
        .map(({ finding }) => finding.remedies),
    );

  test.each([
    ['git-version', '0.3.9', /fallback = /],
    ['built', '0.8.1', /BUILT_OVERRIDE_<package>_GIT_COMMIT_HASH/],
    ['built', '0.7.7', /option_env!/],
    ['shadow-rs', '2.0.0', /option_env!/],
    ['vergen-gitcl', '10.0.1', /fail_on_error/],
  ])('fault: %s %s is not told of VERGEN_GIT_SHA as if it followed it', (name, version, words) => {
    const crates = locked([name, version, 'git2'], ['git2', '0.21.0']);
    const said = remedies(diagnoseFiles(crates), 'no-git-in-build');
    expect(said).toMatch(words);
    expect(said).not.toContain('VERGEN_GIT_SHA = ');
    expect(said).toContain('npx nx g @statix/nx:revision <project>');
  });

  test('fault: built asks git only with a feature for it', () => {
    expect(remedies(diagnoseFiles(locked(['built', '0.8.1'])), 'no-git-in-build')).toBe('[]');
  });

  test('fault: certificates are compiled in as the reqwest that is locked can', () => {
    const said = (version: string): string =>
      remedies(
        diagnoseFiles(locked(['rustls-platform-verifier', '0.6.0'], ['reqwest', version])),
        'needs-system-certificates',
      );
    expect(said('0.12.28')).toContain('rustls-tls-webpki-roots');
    expect(said('0.13.5')).not.toContain('rustls-tls-webpki-roots');
    expect(said('0.13.5')).toContain('tls_certs_only');
  });

  test('fault: OpenSSL of the crates finds certificates where the image gives it /etc/ssl', () => {
    const image = { ...offer, environment: new Set(['OPENSSL_SRC_PERL']) };
    const vendored = locked(['openssl-src', '300.6.1']);
    expect(codes(diagnoseFiles(vendored, { image }), 'warning')).toEqual([]);
    expect(codes(diagnoseFiles(vendored, { image }), 'note')).toEqual([
      'vendored-openssl-certificates',
    ]);
    expect(codes(diagnoseFiles(vendored), 'warning')).toEqual(['vendored-openssl-has-no-roots']);
  });

  test('fault: of an image that is not known, and of one that has it, OpenMP is not said to be missing', () => {
    const openmp = locked(['openmp-sys', '1.0.0']);
    const held = { ...offer, libraries: new Set(['omp']) };
    expect(codes(diagnoseFiles(openmp), 'error')).toEqual(['needs-openmp']);
    expect(codes(diagnoseFiles(openmp, { image: held }), 'error')).toEqual([]);
    expect(codes(diagnoseFiles(openmp, { image: 'unknown' }), 'error')).toEqual([]);
  });
});

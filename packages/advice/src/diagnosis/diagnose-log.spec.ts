import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnosisSchema, type Diagnosis } from '@statix/contract';
import { ignoredBy } from '@statix/cargo';
import { diagnoseLog, type DiagnosisContext, type ImageOffer } from '../index.js';
import { causesFirst } from './causes-first.js';
import { allSignatures } from './signatures/all-signatures.js';

/**
 * What cargo, rustc, linkers and build scripts print, one file for each way to fail, named by the
 * diagnosis it has to lead to. Those named `image` are what builds in the image printed
 * (tools/remedies/fixture.mjs); those named `reported` follow public reports; all others were made by
 * running cargo 1.95, GNU ld, lld, gcc 12, CMake, Perl and pkg-config, with only paths replaced.
 */
const folder = join(__dirname, 'fixtures');
const fixtures = readdirSync(folder).sort();
const logOf = (name: string): string => readFileSync(join(folder, name), 'utf8');
const ids = (diagnoses: readonly Diagnosis[]): string[] => diagnoses.map(({ id }) => id);

/** Where the modules of the logs are; the files of the others are not looked for. */
const repository: DiagnosisContext = {
  repositoryFiles: (path) =>
    /\bdist(?:\/mod)?\.rs$/.test(path)
      ? /^(?:x|crates\/app)\/src\/dist\/mod\.rs$/.test(path)
      : true,
};

test.each(fixtures)('%s', (name) => {
  const diagnoses = diagnoseLog(logOf(name), repository);
  expect(ids(diagnoses)).toContain(name.split('.')[0]);
  for (const diagnosis of diagnoses) expect(diagnosisSchema.parse(diagnosis)).toEqual(diagnosis);
});

test('every signature has a log that leads to it', () => {
  const covered = new Set(fixtures.map((name) => name.split('.')[0]));
  expect(
    [...allSignatures.map(({ id }) => id), 'reads-undeclared-file', 'module-not-seen'].filter(
      (id) => !covered.has(id),
    ),
  ).toEqual([]);
});

/** Where one cause shows in several ways, or a log holds more than one, all of it and in this order. */
const wholeDiagnoses: Record<string, string[]> = {
  'cmake-compiler-not-found.1.log': ['cxx-compiler-not-found', 'cmake-compiler-not-found'],
  'cxx-compiler-not-found.1.log': ['cxx-compiler-not-found'],
  'openssl-not-found.1.log': ['openssl-not-found'],
  'not-fetched.index.log': ['not-fetched'],
  'registry-unreachable.reported.log': ['registry-unreachable'],
  'credentials-insufficient.download.log': ['credentials-insufficient'],
  'locked-version-missing.cargo.log': ['locked-version-missing'],
  'certificate-unknown.cargo.log': ['certificate-unknown', 'registry-unreachable'],
  'libclang-not-loadable.reported.log': ['libclang-not-loadable'],
  'bindgen-too-old.fields.log': ['bindgen-too-old'],
  'no-network-in-build.curl.log': ['no-network-in-build'],
  'libpq-not-found.reported.log': ['libpq-not-found', 'static-library-not-found'],
  'feature-missing.dependency.log': ['feature-missing'],
  'glibc-objects.lld.log': ['glibc-objects'],
  'openmp-unavailable.bfd.log': ['openmp-unavailable'],
};
test.each(Object.entries(wholeDiagnoses))('%s means %s', (name, expected) => {
  expect(ids(diagnoseLog(logOf(name)))).toEqual(expected);
});

test('a log without a known cause', () => {
  expect(diagnoseLog('')).toEqual([]);
  expect(
    diagnoseLog(
      '   Compiling openssl-sys v0.9.1\nerror[E0308]: mismatched types\n --> src/main.rs:1:5\nerror: could not compile `app`\n',
    ),
  ).toEqual([]);
});

test('names the line, counted from 1, without colours and with nothing that acts on a terminal', () => {
  const log =
    '\n\u001b[1m\u001b[31merror\u001b[0m: linker `musl-gcc` not found\u0007\u001b]0;title\u0007\r\nmore\n';
  expect(diagnoseLog(log)[0]?.line).toEqual({
    number: 2,
    text: 'error: linker `musl-gcc` not found\\x07\\x1b]0;title\\x07',
  });
});

test('breaks what a CI service would run as a command', () => {
  expect(diagnoseLog('::error::No space left on device')[0]?.line.text).toBe(
    '\\::error::No space left on device',
  );
});

test('one diagnosis for each cause, at its first line', () => {
  const log = 'No space left on device\nlinker `musl-gcc` not found\nNo space left on device\n';
  expect(diagnoseLog(log).map(({ id, line }) => [id, line.number])).toEqual([
    ['disk-full', 1],
    ['musl-gcc-not-found', 2],
  ]);
});

test('finds what stands at the end of a very long line', () => {
  const command = ` "${'/very/long/object.o" "'.repeat(20_000)}"`;
  const log = `  process didn't exit successfully: \`rustc${command}\` (signal: 9, SIGKILL: kill)`;
  const [diagnosis] = diagnoseLog(log);
  expect(diagnosis?.id).toBe('out-of-memory');
  expect(diagnosis?.line.text.length).toBeLessThan(4200);
});

test('causes come before what follows from them, also when the log has them the other way round', () => {
  const diagnosis = (id: string): Diagnosis => ({
    ...{ id, title: '', why: '', remedies: [], threads: [], line: { number: 1, text: '' } },
  });
  const signatures = [
    { id: 'a', leadsTo: ['b', 'c'] },
    { id: 'b', leadsTo: ['c', 'a'] },
    { id: 'c' },
    { id: 'd' },
  ];
  const order = (...given: string[]): string[] =>
    ids(causesFirst(given.map(diagnosis), signatures));
  expect(order('c', 'd', 'a')).toEqual(['a', 'c', 'd']);
  expect(order('d', 'c', 'b')).toEqual(['d', 'b', 'c']);
  expect(order('c', 'b', 'a').sort()).toEqual(['a', 'b', 'c']);
});

const bare: ImageOffer = {
  libraries: new Set(),
  tools: new Set(),
  rustVersion: undefined,
  environment: new Set(),
};
const said = (name: string, image?: ImageOffer): string =>
  JSON.stringify(diagnoseLog(logOf(name), image === undefined ? {} : { image }));

describe('what is said of the image is what its contract has', () => {
  test('fault: of an image that is not known, no log leads to a claim about what it holds', () => {
    for (const name of fixtures)
      expect(said(name)).not.toMatch(
        /[Tt]he (?:Statix )?image (?:has|holds|knows|sets)(?! (?:none|libclang)\b)[^."]{0,20}(?:OpenSSL|zlib|protoc|perl|libpq|clang)/,
      );
  });

  test.each<[string, Partial<ImageOffer>, RegExp, RegExp]>([
    [
      'openssl-not-found.1.log',
      { libraries: new Set(['ssl', 'libssl']) },
      /has OpenSSL/,
      /has no OpenSSL/,
    ],
    ['libpq-not-found.reported.log', { libraries: new Set(['pq']) }, /has libpq/, /has no libpq/],
    [
      'protoc-not-found.reported.log',
      { tools: new Set(['protoc']) },
      /has protoc/,
      /has no protoc[^]*EXTRA_PACKAGES.*protobuf-compiler/,
    ],
    ['libclang-not-found.reported.log', { tools: new Set(['clang']) }, /has clang/, /has no clang/],
    [
      'fortran-unavailable.reported.log',
      { tools: new Set(['gfortran']) },
      /has gfortran/,
      /has no gfortran/,
    ],
    [
      'backtrace-unavailable.bfd.log',
      { libraries: new Set(['execinfo']) },
      /-lexecinfo/,
      /has no libexecinfo/,
    ],
    [
      'static-library-not-found.bfd.log',
      { libraries: new Set(['z', 'lz4']) },
      /these names: lz4, z\./,
      /has no libraries for the target/,
    ],
  ])('%s', (name, has, withIt, withoutIt) => {
    expect(said(name, { ...bare, ...has })).toMatch(withIt);
    expect(said(name, { ...bare, ...has })).not.toMatch(withoutIt);
    expect(said(name, bare)).toMatch(withoutIt);
  });
});

test.each<[string, ImageOffer | undefined]>([
  ['not known', undefined],
  ['empty', bare],
  [
    'full',
    {
      libraries: new Set(['ssl', 'libssl', 'pq', 'execinfo', 'omp', 'gfortran', 'gssapi']),
      tools: new Set(['clang', 'protoc', 'perl', 'gfortran']),
      rustVersion: '1.96.0',
      environment: new Set(),
    },
  ],
])('every diagnosis has a remedy, of an image that is %s', (_name, image) => {
  for (const name of fixtures) {
    const context = image === undefined ? repository : { ...repository, image };
    for (const { id, remedies } of diagnoseLog(logOf(name), context))
      expect([id, remedies.length > 0]).toEqual([id, true]);
  }
});

test('fault: an address that no proxy leads to is not answered with “Name the proxy”', () => {
  for (const name of fixtures.filter((file) => /^(?:folder-|git-over-|loopback-)/.test(file))) {
    const diagnoses = diagnoseLog(logOf(name));
    expect(ids(diagnoses)).toEqual([name.split('.')[0]]);
    expect(JSON.stringify(diagnoses)).not.toContain('HTTPS_PROXY=');
  }
});

test('fault: a remedy keeps the version that the program builds with', () => {
  const log = `   Compiling rdkafka v0.37.0\n${logOf('glibc-objects.bfd.log')}`;
  expect(JSON.stringify(diagnoseLog(log))).toContain('rdkafka = { version = \\"0.37\\"');
});

describe('a module that git hides', () => {
  const byGitignore = (text: string) =>
    ignoredBy({
      read: () => text,
      exists: (file) => file === '.gitignore',
      isDirectory: () => false,
    });

  test('fault: E0583 names the line of .gitignore, and the line to write in its place', () => {
    const [diagnosis] = diagnoseLog(logOf('module-not-seen.workspace.log'), {
      ...repository,
      ignoredBy: byGitignore('node_modules\ndist\ntarget\n'),
    });
    expect(diagnosis?.why).toContain('line 2 of .gitignore (`dist`)');
    expect(diagnosis?.remedies[0]?.snippet).toBe('/dist');
    // Followed to the letter, the module is seen.
    const mended = byGitignore('node_modules\n/dist\ntarget\n');
    expect(mended('x/src/dist/mod.rs')).toBeUndefined();
  });

  test('a module that is nowhere is not ours to explain', () => {
    expect(
      diagnoseLog(logOf('module-not-seen.alone.log'), { repositoryFiles: () => false }),
    ).toEqual([]);
  });
});

describe('signatures', () => {
  test('have unique ids, a title without a full stop, and refer only to each other', () => {
    const known = allSignatures.map(({ id }) => id);
    expect(new Set(known).size).toBe(known.length);
    const situation = { image: undefined, versionOf: () => undefined, line: '' };
    for (const {
      id,
      title,
      why: words,
      remedies,
      threads,
      leadsTo = [],
      unless = [],
    } of allSignatures) {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(title).not.toMatch(/[.!]$/);
      const why = typeof words === 'string' ? words : words(situation);
      expect(why.length).toBeGreaterThan(20);
      expect(remedies.length).toBeGreaterThan(0);
      expect([...leadsTo, ...unless].filter((other) => !known.includes(other))).toEqual([]);
      for (const thread of threads) expect(thread).toMatch(/^[\w.-]+\/[\w.-]+#\d+$/);
    }
  });

  test('are tried in linear time, whatever the log holds', () => {
    const words = [
      'a',
      '../',
      'x/',
      'undefined ',
      'fatal error: ',
      "couldn't read ",
      '/workspace/',
      'Package a',
      '(',
      '`',
    ];
    const hostile = words.map((word) => word.repeat(Math.ceil(300_000 / word.length))).join('\n');
    const many = Array.from(
      { length: 20_000 },
      (_, index) => `  = note: line ${index} of ../../x/${index}: undefined`,
    );
    const started = process.hrtime.bigint();
    diagnoseLog(`${hostile}\n${many.join('\n')}`);
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    expect(seconds).toBeLessThan(20);
  });
});

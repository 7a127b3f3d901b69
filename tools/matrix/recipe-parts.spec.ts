import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execaSync } from 'execa';

const root = join(__dirname, '../..');

/** Runs lines of ES modules in a Node of its own, which Jest cannot load; they give their result to `tell`. */
function run(...lines: string[]): unknown {
  const modules = ['read-recipe', 'used-libraries'].map((name) => {
    const file = pathToFileURL(join(__dirname, `${name}.mjs`)).href;
    return `import * as ${name.replace('-', '')} from ${JSON.stringify(file)};`;
  });
  const script = [
    ...modules,
    'const tell = (result) => console.log(JSON.stringify(result));',
    ...lines,
  ].join('\n');
  return JSON.parse(
    execaSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: root }).stdout,
  );
}

type Digests = Record<string, string>;

const digests = (folder: string): Digests =>
  run(
    `tell(await readrecipe.partsOfPrograms(${JSON.stringify(root)}, ${JSON.stringify(folder)}));`,
  ) as Digests;

let folder: string;
let before: Digests;
beforeAll(() => {
  before = digests(join(root, 'images/statix'));
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'statix-parts-'));
  cpSync(join(root, 'images/statix'), folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Programs whose proofs no longer hold with the recipe in the folder. */
function voided(): string[] {
  const after = digests(folder);
  expect(Object.keys(after)).toEqual(Object.keys(before));
  return Object.keys(before)
    .filter((name) => after[name] !== before[name])
    .sort();
}

const path = (name: string): string => join(folder, name);
const append = (name: string, text: string): void => appendFileSync(path(name), text);

function replace(name: string, from: string | RegExp, to: string): void {
  const text = readFileSync(path(name), 'utf8');
  const changed = text.replace(from, () => to);
  expect(changed).not.toBe(text);
  writeFileSync(path(name), changed);
}

const all = (): string[] => Object.keys(before).sort();

test('a changed step of a library voids the proofs of the programs that may use it', () => {
  append('recipe/libraries/zstd/build.sh', '\n# another\n');
  expect(voided()).toEqual(['curl-client', 'rdkafka-vendored-ssl', 'rust-rocksdb-demo']);
});

test('another source of a library, too', () => {
  const lock = JSON.parse(readFileSync(path('lock.json'), 'utf8')) as {
    sources: { name: string; files: { sha256: string }[] }[];
  };
  const sqlite = lock.sources.find(({ name }) => name === 'sqlite');
  sqlite!.files[0]!.sha256 = 'a'.repeat(64);
  writeFileSync(path('lock.json'), JSON.stringify(lock));
  expect(voided()).toEqual(['diesel-sqlite', 'rdkafka-vendored-ssl', 'rusqlite-bundled']);
});

test('and what it needs', () => {
  append('recipe/libraries/brotli/library.json', '\n');
  expect(voided()).toEqual(['curl-client', 'rdkafka-vendored-ssl']);
});

test('an added library asks only those programs of which nobody knows what they look for', () => {
  cpSync(path('recipe/libraries/zlib'), path('recipe/libraries/zlib-again'), { recursive: true });
  expect(voided()).toEqual(['rdkafka-vendored-ssl']);
});

test.each([
  ['a wrapper', () => append('recipe/wrappers/rustc', '\n')],
  ['a step', () => append('recipe/steps/build-musl.sh', '\n')],
  ['a header', () => append('recipe/additions/execinfo.h', '\n')],
  ['a variable', () => replace('recipe/Dockerfile', 'CMAKE=/usr/bin/cmake', 'CMAKE=/usr/cmake')],
  [
    'a package',
    () =>
      replace('lock.json', '"name":"clang-22","version":"1:', '"name":"clang-22","version":"2:'),
  ],
  ['the base', () => replace('statix-image.json', 'trixie', 'forky')],
  ['a file that nobody knows', () => writeFileSync(path('recipe/steps/new.sh'), '')],
])('%s that has changed voids all', (_what, change) => {
  change();
  expect(voided()).toEqual(all());
});

test.each([
  ['a comment of the Dockerfile', () => append('recipe/Dockerfile', '\n# another\n')],
  ['a check of the image', () => append('recipe/check/statix-check', '\n')],
  ['a check of a library', () => append('recipe/libraries/zstd/check/probe.c', '\n')],
  [
    'what is there for another compiler',
    () => append('recipe/toolchains/other-compiler/Dockerfile.edit', '\n'),
  ],
  ['a list that the lock is made from', () => append('recipe/packages/runtime.list', '\n')],
  ['a mirror of this place', () => writeFileSync(path('recipe/site/mirror'), 'x')],
])('%s that has changed voids nothing', (_what, change) => {
  change();
  expect(voided()).toEqual([]);
});

/** As a tool is added: its packages in the lock, its step, its stage, a line that copies its result. */
function addTool(from = 'FROM toolchain AS image\nCOPY --from=tools /out /'): void {
  writeFileSync(path('recipe/steps/build-another-tool.sh'), 'make\n');
  const lines = [
    'FROM downloader AS another-tool',
    'COPY steps/build-another-tool.sh /run/statix/steps/',
    'COPY --from=lock /lock/files/another-tool /run/statix/lock/files/another-tool',
    'RUN bash /run/statix/steps/build-another-tool.sh',
    '',
    'FROM scratch AS tools',
    'COPY --from=another-tool /out /out',
    '',
    from,
  ];
  replace('recipe/Dockerfile', 'FROM toolchain AS image', lines.join('\n'));
  replace(
    'lock.json',
    /(?="name":"apt",)/,
    '"name":"tool","version":"1","sets":["another-tool"],"path":"debian/t.deb","size":1,"sha256":"0"},{',
  );
}

test('an added tool that takes no part in making a program voids nothing', () => {
  addTool();
  expect(voided()).toEqual([]);
});

test('a tool counts as soon as the image is built on it', () => {
  addTool('FROM tools AS image');
  expect(voided()).toEqual(all());
});

const libraries = [
  { name: 'zlib', needs: [], names: ['z', 'zlib'] },
  { name: 'mariadb', needs: ['zlib'], names: ['mariadb', 'libmariadb'] },
];
const used = (...crates: { name: string; dependencies: string[] }[]): unknown =>
  run(
    `tell(usedlibraries.librariesOfCrates(${JSON.stringify(crates)}, ${JSON.stringify(libraries)}));`,
  );

test('a crate of Rust alone uses no library', () => {
  expect(used({ name: 'serde', dependencies: ['serde_derive'] })).toEqual([]);
});

test('a library that a crate is known to ask for brings what it needs', () => {
  expect(used({ name: 'mysqlclient-sys', dependencies: ['pkg-config'] })).toEqual([
    'mariadb',
    'zlib',
  ]);
});

test.each([['pkg-config'], ['cmake'], ['cc'], ['bindgen']])(
  'a crate of which nothing is known but that it has %s may use every library',
  (dependency) => {
    expect(used({ name: 'stranger', dependencies: [dependency] })).toEqual(['mariadb', 'zlib']);
  },
);

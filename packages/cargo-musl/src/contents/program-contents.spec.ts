import { contentsSchema } from '@statix/contract';
import { imageContract } from '@statix/contract/testing/image-contract';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { ProgramContents } from './program-contents.js';

const index = 'registry+https://github.com/rust-lang/crates.io-index';
const folder = '/statix/cargo/registry/src/index';
const packageOf = (name: string, place?: string, licenseFile: string | null = null) => ({
  ...{ name, version: '1.0.0', source: place === undefined ? index : null, license: 'MIT' },
  license_file: licenseFile,
  manifest_path: `${place ?? `${folder}/${name}-1.0.0`}/Cargo.toml`,
});
const metadata = JSON.stringify({
  packages: [
    packageOf('app', '/workspace'),
    packageOf('inner', '/workspace/crates/inner'),
    packageOf('only-dev'),
    packageOf('words', undefined, '../terms.txt'),
    packageOf('build-only'),
  ],
});
const linked = '0|app v1.0.0 (/workspace)||\n1|words v1.0.0||\n';
const linkedWithDev = `${linked}1|only-dev v1.0.0||\n`;
const locked = ['app', 'inner'].map((name) => ({ name, version: '1.0.0', dependencies: [] }));
const ofRegistry = ['only-dev', 'words', 'build-only'].map((name) => ({
  ...{ name, version: '1.0.0', source: index, dependencies: [] },
}));
const binary = { name: 'app', sha256: 'a'.repeat(64), size: 5 };

const texts: Readonly<Record<string, string>> = {
  '/workspace/LICENSE': 'Ours',
  '/workspace/crates/inner/LICENSE': 'Of another package',
  [`${folder}/words-1.0.0/LICENSE-MIT`]: 'Of words',
  [`${folder}/terms.txt`]: 'Terms of words',
  [`${folder}/words-1.0.0/src/zlib/zlib.h`]: 'a header',
  [`${folder}/build-only-1.0.0/LICENSE`]: 'Of the builder',
  '/licenses/musl': 'Of musl, see /usr/share/common-licenses/GPL-3.',
  '/usr/share/common-licenses/GPL-3': 'Common',
};

const component = {
  ...{ name: 'musl', version: '1', license: 'MIT', patches: [], notices: '/licenses/musl' },
  source: { package: 'musl', version: '1', files: [] },
};
const library = {
  ...{ name: 'c', version: '1', archive: '/lib/libc.a', pkgConfig: null },
  ...{ component: 'musl', symbols: [] },
};

function programs(files: { metadata?: string; linked?: string } = {}): ProgramContents {
  return new ProgramContents(
    {
      ...{ metadata, linked, linkedWithDev, ...files },
      files: new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)])),
    },
    [...locked, ...ofRegistry],
    { ...imageContract, components: [component], libraries: [library] },
    'musl',
  );
}

const of = (isExample: boolean) => programs().of({ binary, isExample, record: undefined });

test('a program has its crates, an example the dev-dependencies as well', () => {
  const names = (isExample: boolean) => of(isExample).contents.crates.map(({ name }) => name);
  expect(names(false)).toEqual(['app', 'words']);
  expect(names(true)).toEqual(['app', 'only-dev', 'words']);
  expect(of(false).contents.crates[0]?.dependencies).toEqual(['words 1.0.0']);
  expect(contentsSchema.safeParse(of(true).contents).error).toBeUndefined();
});

test('texts are those of its parts, and of no other package', () => {
  const { notices } = of(false);
  for (const text of ['Ours', 'Of words', 'Terms of words', 'Of musl', 'Common'])
    expect(notices).toContain(text);
  for (const text of ['Of another package', 'a header', 'Of the builder'])
    expect(notices).not.toContain(text);
});

test.each([
  ['metadata', { metadata: '{"packages":[{}]}' }],
  ['a tree', { linked: 'hello\n' }],
])('%s that is none of cargo’s', async (_name, files) => {
  const found = Promise.resolve().then(() => programs(files));
  expect((await statixErrorOf(found)).code).toBe('STATIX_CONTENTS_UNKNOWN');
});

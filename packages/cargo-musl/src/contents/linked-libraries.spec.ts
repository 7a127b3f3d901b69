import type { ImageContract } from '@statix/contract';
import { imageContract } from '@statix/contract/testing/image-contract';
import type { SourcedCrate } from './linked-crates.js';
import { linkedLibraries } from './linked-libraries.js';
import { parseLinkRecord } from './link-record.js';
import type { ResolvedPackage } from './resolved-packages.js';

const lib = '/opt/statix/sysroot/usr/lib';
const release = '/statix/target/x86_64-unknown-linux-musl/release';
const crates = '/statix/cargo/registry/src/index';

const component = (name: string, source = name): ImageContract['components'][number] => ({
  ...{ name, version: '1.0', license: 'MIT', patches: [], notices: `/licenses/${source}` },
  source: { package: source, version: '1.0-1', files: [] },
});

const archive = (name: string, of = name): ImageContract['libraries'][number] => ({
  ...{ name, version: '1.0', archive: `${lib}/lib${name}.a`, pkgConfig: null },
  ...{ component: of, symbols: [] },
});

const contract: ImageContract = {
  ...imageContract,
  components: [
    component('libc++'),
    component('libc++abi'),
    component('mimalloc'),
    component('musl'),
    component('rust-std'),
    component('rust-std/hashbrown', 'rust-std'),
    component('zlib'),
  ],
  libraries: [archive('c', 'musl'), archive('c++', 'libc++'), archive('z', 'zlib')],
};

const packageOf = (name: string, version: string, folder = `${crates}/${name}-${version}`) =>
  ({
    name,
    version,
    folder,
    source: null,
    license: 'MIT',
    licenseFile: null,
  }) satisfies ResolvedPackage;

const app = packageOf('app', '0.1.0', '/workspace/app');
const zlib = packageOf('libz-sys', '1.1.23');
const ssl = packageOf('openssl-sys', '0.9.118');
const source = packageOf('openssl-src', '300.6.1+3.6.3');

const sourced = (resolved: ResolvedPackage, root = false): SourcedCrate => ({
  ...{ resolved, features: [] },
  crate: {
    ...{ name: resolved.name, version: resolved.version, source: null, license: 'MIT' },
    ...(root ? { root: true as const } : {}),
    dependencies: [],
  },
});

const zlibHeader = `${zlib.folder}/src/zlib/zlib.h`;
const rlib = `${release}/deps/liblibz_sys-0123456789abcdef.rlib`;
const ofZlib = `${release}/build/libz-sys-aaaaaaaaaaaaaaaa/out/lib/libz.a`;
const member = (name: string) => `rw-r--r-- 0/0   1234 Jan  1 00:00 1970 ${name}`;

function libraries(record: string | undefined, allocator: 'musl' | 'mimalloc' = 'musl') {
  const found = linkedLibraries({
    ...{ contract, allocator, crates: [sourced(app, true), sourced(ssl), sourced(zlib)] },
    resolved: [app, ssl, zlib, source],
    textOf: (path) => (path === zlibHeader ? '#define ZLIB_VERSION "1.3.1"\n' : undefined),
    record:
      record === undefined
        ? undefined
        : parseLinkRecord(`#stats\nmembers\textracted\tarchive\n${record}#end\n`),
  });
  return {
    ...found,
    names: found.libraries.map(({ name, version, archives }) => [name, version, ...archives]),
  };
}

const std = [
  ['rust-std', '1.0'],
  ['rust-std/hashbrown', '1.0'],
];

test('without a record: what every program has, and no more is claimed', () => {
  const { linked, names } = libraries(undefined, 'mimalloc');
  expect(linked).toBe('unknown');
  expect(names).toEqual([['mimalloc', '1.0'], ['musl', '1.0', 'libc.a'], ...std]);
});

test('archives of the image count if something was taken of them', () => {
  const {
    linked,
    names,
    libraries: found,
  } = libraries(`9\t4\t${lib}/../lib/libc.a\n9\t0\t${lib}/libz.a\n`);
  expect([linked, names]).toEqual(['recorded', [['musl', '1.0', 'libc.a'], ...std]]);
  expect(found[0]?.origin).toEqual({
    ...{ by: 'image', component: 'musl', sourcePackage: 'musl', sourceVersion: '1.0-1' },
    purl: 'pkg:deb/debian/musl@1.0-1?arch=source',
  });
});

test('a link of the image to an archive under another name is that archive', () => {
  const real = `#real\t/usr/lib/rustlib/libgcc_eh.a\t${lib}/libz.a\n`;
  expect(libraries(`9\t4\t/usr/lib/rustlib/libgcc_eh.a\n${real}`).names).toEqual([
    ...std,
    ['zlib', '1.0', 'libz.a'],
  ]);
});

const bundled = `#rlib\t${rlib}\t${zlib.folder}/src/lib.rs\n${member('44-deflate.o')}\n`;
const built = `#archive\t${ofZlib}\n${member('44-deflate.o')}\n`;

test('what a crate has compiled, bundled into its library, has the library’s own version', () => {
  const { names, libraries: found } = libraries(`9\t4\t${rlib}\n${bundled}${built}`);
  expect(names).toEqual([...std, ['zlib', '1.3.1', 'libz.a']]);
  expect(found.at(-1)).toMatchObject({
    license: 'Zlib',
    origin: { by: 'crate', crate: 'libz-sys', crateVersion: '1.1.23' },
  });
});

test('a library of LTO is another file of the same name', () => {
  const { names } = libraries(`9\t4\t/tmp/rustcAbC/${rlib.split('/').at(-1)!}\n${bundled}${built}`);
  expect(names).toEqual([...std, ['zlib', '1.3.1', 'libz.a']]);
});

test('an archive of the image that a crate bundles stays one of the image', () => {
  const ofImage = `#archive\t${lib}/libz.a\n${member('44-deflate.o')}\n`;
  expect(libraries(`9\t4\t${rlib}\n${bundled}${ofImage}`).libraries.at(-1)).toMatchObject({
    name: 'zlib',
    origin: { by: 'image' },
  });
});

test('what an earlier build left of other features is no part of it', () => {
  const earlier = `#archive\t${release}/build/libz-sys-bbbbbbbbbbbbbbbb/out/lib/libz-ng.a\n${member('other.o')}\n`;
  expect(libraries(`9\t4\t${rlib}\n${bundled}${built}${earlier}`).names).toEqual([
    ...std,
    ['zlib', '1.3.1', 'libz.a'],
  ]);
});

test('where the linker names the members, those alone count', () => {
  const why = (name: string) =>
    `#why\nreference\textracted\tsymbol\napp.o\t${rlib}(${name})\tdeflate\n`;
  expect(libraries(`9\t4\t${rlib}\n${why('44-deflate.o')}${bundled}${built}`).names).toHaveLength(
    3,
  );
  expect(libraries(`9\t4\t${rlib}\n${why('z.rcgu.o')}${bundled}${built}`).names).toEqual(std);
});

test('objects of which no archive is known are of the crate, and have no version', () => {
  expect(libraries(`9\t4\t${rlib}\n${bundled}`).names).toEqual([
    ['libz-sys', null, rlib.split('/').at(-1)],
    ...std,
  ]);
});

test('the C++ library has that of its runtime in it', () => {
  expect(libraries(`9\t4\t${lib}/libc++.a\n`).names).toEqual([
    ['libc++', '1.0', 'libc++.a'],
    ['libc++abi', '1.0', 'libc++.a'],
    ...std,
  ]);
});

test('an archive that rustc has unpacked to be linked whole is the crate’s', () => {
  expect(libraries(`9\t9\t/tmp/rustcAbC/libz.a\n${built}`).names).toEqual([
    ...std,
    ['zlib', '1.3.1', 'libz.a'],
  ]);
});

test('an archive that the linker had itself: of the build script’s package, with its source crate', () => {
  const openssl = `${release}/build/openssl-sys-cccccccccccccccc/out/openssl-build/install/lib`;
  const { names, sources } = libraries(`9\t4\t${openssl}/libssl.a\n9\t4\t${openssl}/libcrypto.a\n`);
  expect(names[0]).toEqual(['openssl', '3.6.3', 'libcrypto.a', 'libssl.a']);
  expect(sources).toEqual([source]);
});

test.each([
  ['a path that leads up', `${lib}/../../../../../workspace/app/libmine.a`],
  ['an archive of nobody', '/tmp/libmine.a'],
  ['a name of the image elsewhere', '/tmp/x/../libmine.a'],
])('attack: %s is the program’s own', (_name, path) => {
  expect(libraries(`9\t4\t${path}\n`).libraries[0]).toEqual({
    ...{ name: 'mine', version: null, license: null, archives: ['libmine.a'] },
    origin: { by: 'crate', crate: 'app', crateVersion: '0.1.0' },
  });
});

test('attack: a forged path names no library of the image', () => {
  const { libraries: found } = libraries('9\t4\t/tmp/libz.a\n');
  expect(found.find(({ name }) => name === 'z')?.origin.by).toBe('crate');
  expect(found.map(({ name }) => name)).not.toContain('zlib');
});

test('attack: a name moves no cursor', () => {
  expect(libraries('9\t4\t/tmp/libmi\u001b[2Jne.a\n').names[0]).toEqual([
    ...['mi\\x1b[2Jne', null, 'libmi\\x1b[2Jne.a'],
  ]);
});

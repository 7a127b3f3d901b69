import type { CargoTarget } from '../model/cargo-package.js';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { plannedBinaries, profileFolder } from './planned-binaries.js';

const triple = 'x86_64-unknown-linux-musl';

function bin(name: string, requiredFeatures: string[] = []): CargoTarget {
  return { name, kind: 'bin', path: 'src/main.rs', requiredFeatures, declared: true };
}

const pkg = {
  name: 'app',
  manifest: 'app/Cargo.toml',
  features: { default: ['a'], a: [], b: ['c', 'dep:zlib'], c: [] },
  targets: [bin('app'), bin('needs-a', ['a']), bin('needs-c', ['c']), bin('odd', ['a', 'zlib'])],
};

const options = {
  triple,
  profile: 'release',
  features: [] as string[],
  allFeatures: false,
  defaultFeatures: true,
};

function names(more: Partial<Parameters<typeof plannedBinaries>[1]>): string[] {
  return plannedBinaries(pkg, { ...options, ...more }).map(
    ({ name, certain }) => `${name}${certain ? '' : '?'}`,
  );
}

test.each([
  [{}, ['app', 'needs-a', 'odd?']],
  [{ defaultFeatures: false }, ['app']],
  [{ features: ['b'] }, ['app', 'needs-a', 'needs-c', 'odd?']],
  [{ features: ['app/c,x'] }, ['app', 'needs-a', 'needs-c', 'odd?']],
  [{ allFeatures: true }, ['app', 'needs-a', 'needs-c', 'odd?']],
  [{ bins: ['needs-c'] }, ['needs-c?']],
])('%j makes %j', (more, expected) => {
  expect(names(more)).toEqual(expected);
});

function example(name: string, more: Partial<CargoTarget> = {}): CargoTarget {
  return { ...bin(name), kind: 'example', path: `examples/${name}.rs`, ...more };
}

test.each([
  [{}, ['app']],
  [{ examples: true }, ['app', 'show', 'slow']],
  [{ examples: true, features: ['c'] }, ['app', 'needs-c', 'show', 'slow']],
  [{ examples: ['slow'] }, ['app', 'slow']],
  [{ examples: ['needs-c'] }, ['app', 'needs-c?']],
  [{ bins: [], examples: ['show'] }, ['show']],
  [{ examples: ['lib'] }, ['app']],
])('examples: %j makes %j', (more, expected) => {
  const targets = [
    bin('app'),
    ...[example('lib', { isLibrary: true }), example('needs-c', { requiredFeatures: ['c'] })],
    ...[example('show'), example('slow')],
  ];
  const planned = plannedBinaries({ ...pkg, targets }, { ...options, ...more });
  expect(planned.map(({ name, certain }) => `${name}${certain ? '' : '?'}`)).toEqual(expected);
  const places = planned.map(({ path }) => path.replace(`${triple}/release/`, ''));
  expect(places).toEqual(planned.map(({ name }) => (name === 'app' ? name : `examples/${name}`)));
});

test('a binary and an example of one name are never one file', async () => {
  const targets = [bin('app'), example('app')];
  const planned = (more: object) => plannedBinaries({ ...pkg, targets }, { ...options, ...more });
  const both = Promise.resolve().then(() => planned({ examples: true }));
  expect((await statixErrorOf(both)).code).toBe('STATIX_BINARY_NAME_REFUSED');
  expect(planned({ bins: [], examples: true })).toHaveLength(1);
});

test.each([
  ['dev', 'debug'],
  ['test', 'debug'],
  ['release', 'release'],
  ['bench', 'release'],
  ['small', 'small'],
])('the folder of profile %s is %s', (profile, folder) => {
  expect(profileFolder(profile)).toBe(folder);
  const [first] = plannedBinaries(pkg, { ...options, profile });
  expect(first?.path).toBe(`${triple}/${folder}/app`);
});

test.each([
  ...['../../x', 'a/b', 'a\\b', '..', '.', 'a\nb', ''],
  ...['app.build.json', 'app.contents.json', 'app.notices.txt'],
])('attack: a manifest names a binary %j', async (name) => {
  const planned = Promise.resolve().then(() =>
    plannedBinaries({ ...pkg, targets: [bin(name)] }, options),
  );
  expect((await statixErrorOf(planned)).code).toBe('STATIX_BINARY_NAME_REFUSED');
});

test('where no binary can be made, no container is asked', async () => {
  const planned = Promise.resolve().then(() =>
    plannedBinaries({ ...pkg, targets: [bin('needs-c', ['c'])] }, options),
  );
  expect((await statixErrorOf(planned)).code).toBe('STATIX_BINARY_NOT_BUILT');
});

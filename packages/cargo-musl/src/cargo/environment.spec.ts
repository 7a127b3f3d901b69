import {
  cargoEnvironment,
  compilerCacheEnvironment,
  registryEnvironment,
  reproducibleEnvironment,
} from './environment.js';
import { statixPaths } from './arguments.js';

const contract = {
  rustc: {
    path: '/usr/bin/rustc',
    version: '1',
    commitHash: null,
    llvmVersion: '1',
    sysroot: '/usr',
  },
  paths: statixPaths,
};

test("a repository's configured wrappers and rustc are not run, in no phase", () => {
  expect(cargoEnvironment(contract, { colour: false })).toMatchObject({
    RUSTC: '/usr/bin/rustc',
    RUSTC_WRAPPER: '',
    RUSTC_WORKSPACE_WRAPPER: '',
    CARGO_HOME: '/statix/cargo',
    TERM: 'xterm',
  });
});

test('nothing of a build depends on the day or on chance', () => {
  expect(reproducibleEnvironment).toEqual({
    SOURCE_DATE_EPOCH: '315532800',
    CONST_RANDOM_SEED: '0',
  });
});

test.each([
  [true, 'always'],
  [false, 'never'],
])('colour %p', (colour, term) => {
  expect(cargoEnvironment(contract, { colour })['CARGO_TERM_COLOR']).toBe(term);
});

test('the compiler keeps its results in the target folder, where the image has a cache for it', () => {
  expect(compilerCacheEnvironment({ ...contract, compilerCache: 'STATIX_CCACHE' })).toEqual({
    STATIX_CCACHE: '/statix/target/.ccache',
  });
  expect(compilerCacheEnvironment(contract)).toEqual({});
});

test('registries that only the machine knows, by the names that cargo reads', () => {
  const index = 'sparse+https://corp.example/index/';
  expect(registryEnvironment([{ name: 'my-corp_2', index }])).toEqual({
    CARGO_REGISTRIES_MY_CORP_2_INDEX: index,
  });
  expect(registryEnvironment([])).toEqual({});
});

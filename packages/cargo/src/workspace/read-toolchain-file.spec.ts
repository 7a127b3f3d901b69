import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryRepository } from '../testing/temporary-repository.js';
import { repositoryFiles } from '../files/repository-files.js';
import { readToolchainFile } from './read-toolchain-file.js';
import { toolchainFile } from './toolchain-file.js';

function readFrom(contents: Readonly<Record<string, string>>, directory = '') {
  const files = repositoryFiles(temporaryRepository(contents).root);
  const path = toolchainFile(directory, files);
  if (path === undefined) throw new Error('there is none');
  return readToolchainFile(path, files);
}

const none = { components: [], targets: [], profile: undefined };

describe('a toolchain file', () => {
  test.each<[string, Record<string, string>, object]>([
    [
      'one line',
      { 'rust-toolchain': '1.85.0\n' },
      { path: 'rust-toolchain', channel: '1.85.0', line: 1, ...none },
    ],
    [
      'TOML under the name without extension',
      { 'rust-toolchain': '[toolchain]\nchannel = "beta"\n' },
      { path: 'rust-toolchain', channel: 'beta', line: 2, ...none },
    ],
    [
      'all that rustup knows',
      {
        'rust-toolchain.toml':
          '# pinned\n[toolchain]\nprofile = "minimal"\nchannel = "nightly-2026-05-20"\ncomponents = ["rustfmt", "clippy"]\ntargets = ["wasm32-unknown-unknown"]\n',
      },
      {
        path: 'rust-toolchain.toml',
        channel: 'nightly-2026-05-20',
        line: 4,
        components: ['rustfmt', 'clippy'],
        targets: ['wasm32-unknown-unknown'],
        profile: 'minimal',
      },
    ],
    [
      'no channel',
      { 'rust-toolchain.toml': '[toolchain]\ncomponents = ["rust-src"]\n' },
      {
        path: 'rust-toolchain.toml',
        channel: undefined,
        line: 1,
        ...none,
        components: ['rust-src'],
      },
    ],
    [
      'both: the one without extension',
      { 'rust-toolchain': 'beta', 'rust-toolchain.toml': '[toolchain]\nchannel = "1.85"\n' },
      { path: 'rust-toolchain', channel: 'beta', line: 1, ...none },
    ],
  ])('%s', (_name, contents, expected) => {
    expect(readFrom(contents)).toEqual(expected);
  });

  test('the nearest upwards from the package', () => {
    const contents = {
      'rust-toolchain': '1.96',
      'a/rust-toolchain.toml': '[toolchain]\nchannel = "1.85"\n',
    };
    expect(readFrom(contents, 'a/b').channel).toBe('1.85');
    expect(readFrom(contents, 'c/b').channel).toBe('1.96');
  });

  test.each<[string, Record<string, string>, string, string]>([
    [
      'a path',
      { 'rust-toolchain.toml': '[toolchain]\npath = "/opt/rust"\n' },
      'STATIX_TOOLCHAIN_PATH',
      '',
    ],
    ['nothing', { 'rust-toolchain': '\n' }, 'STATIX_TOOLCHAIN_FILE_INVALID', 'empty'],
    [
      'no section',
      { 'rust-toolchain.toml': 'channel = "1.85"\n' },
      'STATIX_TOOLCHAIN_FILE_INVALID',
      '[toolchain]',
    ],
    [
      'one line of no TOML',
      { 'rust-toolchain.toml': '1.85\n' },
      'STATIX_TOOLCHAIN_FILE_INVALID',
      'TOML',
    ],
    [
      'a channel that is a number',
      { 'rust-toolchain.toml': '[toolchain]\nchannel = 1.85\n' },
      'STATIX_TOOLCHAIN_FILE_INVALID',
      'channel',
    ],
    [
      'an empty section',
      { 'rust-toolchain.toml': '[toolchain]\nchanel = "1.85"\n' },
      'STATIX_TOOLCHAIN_FILE_INVALID',
      'nothing',
    ],
    [
      'a profile that there is not',
      { 'rust-toolchain.toml': '[toolchain]\nprofile = "tiny"\n' },
      'STATIX_TOOLCHAIN_FILE_INVALID',
      'minimal',
    ],
    [
      'components that are no list',
      { 'rust-toolchain.toml': '[toolchain]\nchannel = "1.85"\ncomponents = "clippy"\n' },
      'STATIX_TOOLCHAIN_FILE_INVALID',
      'components',
    ],
  ])('with %s is refused', async (_name, contents, code, why) => {
    const error = await statixErrorOf(Promise.resolve().then(() => readFrom(contents)));
    expect(error.code).toBe(code);
    expect(error.why).toContain(why);
    expect(error.what).toContain('rust-toolchain');
  });
});

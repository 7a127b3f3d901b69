import { configuredRustflags } from '../index.js';

const triple = 'x86_64-unknown-linux-musl';

test('nothing configured', () => {
  expect(configuredRustflags([], triple)).toEqual({ rustflags: [], source: 'none' });
  const other = {
    path: '.cargo/config.toml',
    text: '[target.aarch64-unknown-linux-gnu]\nrustflags = ["-x"]\n',
  };
  expect(configuredRustflags([other], triple)).toEqual({ rustflags: [], source: 'none' });
});

test('says which table the flags come from', () => {
  const config = (text: string) => configuredRustflags([{ path: 'c', text }], triple);
  expect(config('[build]\nrustflags = ["-Ca=b c"]')).toEqual({
    rustflags: ['-Ca=b c'],
    source: 'build',
  });
  expect(config(`[target.${triple}]\nrustflags = "-a -b"`)).toEqual({
    rustflags: ['-a', '-b'],
    source: 'target',
  });
  expect(config(`[target.'cfg(target_env="musl")']\nrustflags = "-a"`).source).toBe('target');
});

test('a cfg that cannot be read does not hold', () => {
  const keys = [
    'cfg(',
    'cfg(not(unix, linux))',
    'cfg(unix, linux)',
    'cfg(unix unix)',
    'cfg(unix) ',
    'cfg(target_os = linux)',
    'cfg(unknown(unix))',
    'unix',
  ];
  const text = keys.map((key) => `[target.'${key}']\nrustflags = ["-x"]\n`).join('');
  expect(configuredRustflags([{ path: 'c', text }], triple).source).toBe('none');
});

test('for another triple, the parts of the triple decide', () => {
  const text = `[target.'cfg(all(target_os = "macos", unix))']\nrustflags = ["-mac"]\n`;
  expect(configuredRustflags([{ path: 'c', text }], 'aarch64-apple-darwin').rustflags).toEqual([
    '-mac',
  ]);
});

test.each([
  ['[build]\nrustflags = 3\n', '`build.rustflags` is neither'],
  ['[build]\nrustflags = ["-a", 3]\n', '`build.rustflags` is neither'],
  ['[build\n', '.cargo/config.toml:1:7'],
])('refuses %j', (text, what) => {
  expect(() => configuredRustflags([{ path: '.cargo/config.toml', text }], triple)).toThrow(
    expect.objectContaining({
      code: 'STATIX_CARGO_CONFIG_INVALID',
      what: expect.stringContaining(what),
    }),
  );
});

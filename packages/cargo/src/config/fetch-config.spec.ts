import { parse } from 'smol-toml';
import { fetchConfig } from './fetch-config.js';

function configOf(text: string, path = '.cargo/config.toml'): unknown {
  return parse(fetchConfig([{ path, text }], '/workspace'));
}

test('where crates come from and how the network is used', () => {
  const text = `
[source.crates-io]
replace-with = "mirror"
[source.mirror]
registry = "sparse+https://mirror.example/"
[source."git+https://git.example/a"]
git = "https://git.example/a"
rev = "0123"
[registries.inner]
index = "sparse+https://inner.example/"
protocol = "sparse"
[registry]
default = "inner"
[net]
retry = 7
ssh = { known-hosts = ["example.com ssh-ed25519 AAAA"] }
[http]
multiplexing = false
timeout = 9
proxy = "http://proxy.example:1"
ssl-version.min = "tlsv1.2"
[resolver]
incompatible-rust-versions = "fallback"
[patch.crates-io]
itoa = { git = "https://git.example/itoa", branch = "x" }
`;
  expect(configOf(text)).toEqual(parse(text));
});

test('paths lead to the same files from wherever the configuration is', () => {
  const text = `
paths = ["../one", "two"]
[source.vendored]
directory = "vendor"
[source.local]
local-registry = "../mirror"
[source.outside]
directory = "../../../x"
[patch.crates-io]
itoa = { path = "itoa" }
`;
  expect(configOf(text, 'rust/.cargo/config.toml')).toEqual({
    paths: ['/workspace/one', '/workspace/rust/two'],
    source: {
      vendored: { directory: '/workspace/rust/vendor' },
      local: { 'local-registry': '/workspace/mirror' },
      outside: { directory: '../../../x' },
    },
    patch: { 'crates-io': { itoa: { path: '/workspace/rust/itoa' } } },
  });
});

test.each([
  ['a credential provider', '[registries.x]\ncredential-provider = ["/workspace/run"]'],
  ['the credential provider of crates.io', '[registry]\ncredential-provider = ["/workspace/run"]'],
  ['providers for all', '[registry]\nglobal-credential-providers = ["/workspace/run"]'],
  ['an alias of a provider', '[credential-alias]\nx = ["/workspace/run"]'],
  ['a git program', '[net]\ngit-fetch-with-cli = true'],
  [
    'a compiler and wrappers',
    '[build]\nrustc = "r"\nrustc-wrapper = "w"\nrustc-workspace-wrapper = "w"',
  ],
  ['a linker and a runner', '[target.x86_64-unknown-linux-musl]\nlinker = "l"\nrunner = "r"'],
  ['the environment', '[env]\nLD_PRELOAD = "/workspace/x.so"'],
  ['an alias', '[alias]\nfetch = "run"'],
  ['another file', 'include = ["/workspace/x.toml"]'],
  ['a token', '[registries.x]\ntoken = "secret"\nsecret-key = "secret"'],
  ['certificates', '[http]\ncainfo = "/workspace/ca.pem"'],
  ['no network', '[net]\noffline = true'],
  ['unstable features', '[unstable]\nscript = true'],
  ['a table where a text has to be', '[source.x]\nregistry = { value = "y", path = "z" }'],
])('attack: the repository configures %s for the fetch', (_name, text) => {
  expect(configOf(text)).toEqual({});
});

test('attack: a name of a registry that would open another table', () => {
  const text = `[registries."x]\\n[registries.y"]\nindex = "a\\"\\n[env]\\nX = \\"1"`;
  expect(configOf(text)).toEqual(parse(text));
});

test('of several files the nearest wins', () => {
  const configs = [
    { path: 'ws/.cargo/config.toml', text: 'net.retry = 1\npaths = ["a"]' },
    { path: '.cargo/config.toml', text: 'net.retry = 2\npaths = ["b"]\nhttp.timeout = 3' },
  ];
  expect(parse(fetchConfig(configs, '/w'))).toEqual({
    net: { retry: 1 },
    http: { timeout: 3 },
    paths: ['/w/ws/a', '/w/b'],
  });
});

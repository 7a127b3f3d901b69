import { configuredOverrides } from '../index.js';

const triple = 'x86_64-unknown-linux-musl';

test('names each setting that is not followed, with its value and file, and none that is', () => {
  const text = `
[build]
target-dir = "out"
rustc-wrapper = "sccache"
rustc-workspace-wrapper = "clippy-driver"
rustc = "rustc-dev"
target = ["a", "b"]
jobs = 3
rustflags = ["-x"]
[target.${triple}]
linker = "musl-gcc"
runner = "wine"
[target.'cfg(target_os = "linux")']
runner = ["qemu", "-L"]
[target.'cfg(windows)']
linker = "no"
[target.x86_64-pc-windows-gnu]
linker = "no"
[net]
git-fetch-with-cli = true
offline = false
retry = 3
[http]
cainfo = "ca.pem"
timeout = 3
[source.crates-io]
replace-with = "mirror"
[source."https://mirror.example/"]
registry = "sparse+https://mirror.example/"
[registries.inner]
index = "https://inner.example/"
token = "Bearer secret"
[registry]
global-credential-providers = ["cargo:token"]
[alias]
x = "xtask"
`;
  expect(configuredOverrides([{ path: '.cargo/config.toml', text }], triple)).toEqual(
    [
      ['build.rustc', 'rustc-dev'],
      ['build.rustc-workspace-wrapper', 'clippy-driver'],
      ['build.rustc-wrapper', 'sccache'],
      ['build.target', '["a","b"]'],
      ['build.target-dir', 'out'],
      ['http.cainfo', 'ca.pem'],
      ['net.git-fetch-with-cli', 'true'],
      ['registries.inner.token', '(not shown)'],
      ['registry.global-credential-providers', '["cargo:token"]'],
      ['target."cfg(target_os = \\"linux\\")".runner', '["qemu","-L"]'],
      [`target.${triple}.linker`, 'musl-gcc'],
      [`target.${triple}.runner`, 'wine'],
    ].map(([key, value]) => ({ key, value, file: '.cargo/config.toml' })),
  );
});

test('names the file that wins', () => {
  const configs = [
    { path: 'ws/.cargo/config.toml', text: '[build]\ntarget-dir = "near"\n' },
    { path: '.cargo/config.toml', text: '[build]\ntarget-dir = "far"\nrustc-wrapper = "w"\n' },
  ];
  expect(configuredOverrides(configs, triple)).toEqual([
    { key: 'build.rustc-wrapper', value: 'w', file: '.cargo/config.toml' },
    { key: 'build.target-dir', value: 'near', file: 'ws/.cargo/config.toml' },
  ]);
});

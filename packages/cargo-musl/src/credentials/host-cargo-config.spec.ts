import { hostCargoConfig } from './host-cargo-config.js';

test('registries, providers and network, and nothing about what is built', () => {
  const text = `
[registries.corp]
index = "sparse+https://corp.example/"
credential-provider = ["bin/tell", "a b"]
[registries.other]
index = "sparse+https://other.example/"
[registry]
global-credential-providers = ["cargo:token", "cargo:libsecret"]
[net]
git-fetch-with-cli = true
retry = 5
[build]
rustc-wrapper = "/bin/wrapper"
[source.crates-io]
replace-with = "mirror"
`;
  expect(hostCargoConfig({}, [{ path: '/home/me/.cargo/config.toml', text }])).toBe(
    `registry.global-credential-providers = ["cargo:token","cargo:libsecret"]
net.git-fetch-with-cli = true
net.retry = 5
registries."corp".index = "sparse+https://corp.example/"
registries."corp".credential-provider = ["/home/me/bin/tell","a b"]
registries."other".index = "sparse+https://other.example/"
`,
  );
});

import { UnitCollector } from './unit-files.js';

const target = '/statix/target';
const registry = 'registry+https://github.com/rust-lang/crates.io-index';
const crates = [
  { name: 'anyhow', version: '1.0.98', identity: '' },
  { name: 'find-msvc-tools', version: '0.1.2', identity: '' },
  { name: 'serde_derive', version: '1.0.228', identity: '' },
  { name: 'tool', version: '0.2.0', identity: '' },
];

function collect(...messages: object[]) {
  const collector = new UnitCollector(target, crates);
  for (const message of messages) collector.take(JSON.stringify(message));
  return collector.files;
}

/** As cargo 1.96 writes them; what is not read is left out. */
const artifact = (id: string, ...filenames: string[]) => ({
  reason: 'compiler-artifact',
  package_id: id,
  manifest_path: '/statix/cargo/registry/src/index/x/Cargo.toml',
  target: { kind: ['lib'], name: 'x' },
  filenames,
  fresh: false,
});

test('a library, a proc macro and a build script with its run, as cargo names them', () => {
  const files = collect(
    artifact(
      `${registry}#find-msvc-tools@0.1.2`,
      `${target}/release/deps/libfind_msvc_tools-413714cc2f6bec89.rlib`,
      `${target}/release/deps/libfind_msvc_tools-413714cc2f6bec89.rmeta`,
    ),
    artifact(
      `${registry}#serde_derive@1.0.228`,
      `${target}/release/deps/libserde_derive-0123456789abcdef.so`,
    ),
    artifact(
      `${registry}#anyhow@1.0.98`,
      `${target}/release/build/anyhow-e647a5fe14e913b3/build-script-build`,
    ),
    {
      reason: 'build-script-executed',
      package_id: `${registry}#anyhow@1.0.98`,
      out_dir: `${target}/x86_64-unknown-linux-musl/release/build/anyhow-82b377211f5f4095/out`,
    },
  );
  expect(files).toEqual({
    results: [
      'release/build/anyhow-e647a5fe14e913b3',
      'release/deps/find_msvc_tools-413714cc2f6bec89.d',
      'release/deps/libfind_msvc_tools-413714cc2f6bec89.rlib',
      'release/deps/libfind_msvc_tools-413714cc2f6bec89.rmeta',
      'release/deps/libserde_derive-0123456789abcdef.so',
      'release/deps/serde_derive-0123456789abcdef.d',
      'x86_64-unknown-linux-musl/release/build/anyhow-82b377211f5f4095',
    ],
    fingerprints: [
      'release/.fingerprint/anyhow-e647a5fe14e913b3',
      'release/.fingerprint/find-msvc-tools-413714cc2f6bec89',
      'release/.fingerprint/serde_derive-0123456789abcdef',
      'x86_64-unknown-linux-musl/release/.fingerprint/anyhow-82b377211f5f4095',
    ],
  });
});

test('a git dependency, of which the specification may leave the name out', () => {
  const file = `${target}/release/deps/libtool-0123456789abcdef.rlib`;
  for (const id of ['git+https://example.org/tool.git?rev=1#0.2.0', 'git+file:///x#tool@0.2.0'])
    expect(collect(artifact(id, file)).fingerprints).toEqual([
      'release/.fingerprint/tool-0123456789abcdef',
    ]);
});

test('attack: nothing of the repository, no crate that the lock does not have, no path that leads out', () => {
  const anyhow = `${registry}#anyhow@1.0.98`;
  const file = `${target}/release/deps/libanyhow-0123456789abcdef.rlib`;
  const nothing = { results: [], fingerprints: [] };
  expect(collect(artifact('path+file:///workspace/crates/app#0.1.0', file))).toEqual(nothing);
  expect(collect(artifact('path+file:///workspace/anyhow#1.0.98', file))).toEqual(nothing);
  expect(collect(artifact(`${registry}#anyhow@9.9.9`, file))).toEqual(nothing);
  for (const path of [
    '/workspace/x/release/deps/libanyhow-0123456789abcdef.rlib',
    `${target}/../cargo/deps/libanyhow-0123456789abcdef.rlib`,
    `${target}/release/deps/../../../libanyhow-0123456789abcdef.rlib`,
    `${target}/release/deps/libanyhow-0123456789abcdef.rlib\n/etc/passwd`,
    `${target}/release/build/../anyhow-0123456789abcdef/out`,
    `${target}/release/libanyhow.rlib`,
    '',
  ])
    expect(collect(artifact(anyhow, path))).toEqual(nothing);
});

test('attack: what is no message of cargo is ignored', () => {
  const collector = new UnitCollector(target, crates);
  for (const line of ['', 'hello', '{"reason":"compiler-artifact"', '{"reason":"x"}', 'null'])
    collector.take(line);
  expect(collector.files.results).toEqual([]);
});

import { requireChannel } from './require-channel.js';

const file = (channel: string | undefined) => ({ path: 'rust-toolchain.toml', line: 2, channel });

test.each<[string | undefined, string, string | undefined]>([
  [undefined, '1.96.0', undefined],
  ['stable', '1.96.0', undefined],
  ['1.96', '1.96.0', undefined],
  ['1.85.1', '1.85.1', '1.85'],
  ['nightly-2026-05-20', '1.97.0-nightly', 'nightly-2026-05-20'],
])('%s is what an image with %s has', (channel, version, imageChannel) => {
  expect(() => {
    requireChannel(file(channel), version, imageChannel);
  }).not.toThrow();
});

test.each<[string, string, string | undefined]>([
  ['1.85', '1.96.0', undefined],
  ['nightly-2026-05-20', '1.96.0', undefined],
  ['nightly-2026-05-20', '1.97.0-nightly', 'nightly-2026-05-21'],
  ['1.96', '1.85.1', '1.85'],
  ['my-own', '1.96.0', undefined],
])('fault: %s is not what an image with %s has', (channel, version, imageChannel) => {
  expect(() => {
    requireChannel(file(channel), version, imageChannel);
  }).toThrow(`rust-toolchain.toml:2 asks for Rust ${channel}, and the image has ${version}`);
});

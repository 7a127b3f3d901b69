import { parseChannel } from './channel.js';
import { chooseRust } from './choose-rust.js';
import type { LockedRust } from './locked-rust.js';

const own: LockedRust = { channel: undefined, version: '1.96.0', provider: 'debian' };
const locked = (channel: string, version: string): LockedRust => ({
  channel,
  version,
  provider: 'dist',
});
const others = [
  locked('1.85', '1.85.1'),
  locked('beta', '1.97.0-beta.3'),
  locked('nightly-2026-05-20', '1.97.0-nightly'),
  locked('1.96.0-beta', '1.96.0-beta.7'),
];

function choose(text: string, images = others, first = own): string | undefined {
  const channel = parseChannel(text);
  return channel && chooseRust(channel, first, images)?.version;
}

test.each([
  ['stable', '1.96.0'],
  ['1.96', '1.96.0'],
  ['1.96.0', '1.96.0'],
  ['1.85', '1.85.1'],
  ['1.85.1', '1.85.1'],
  ['beta', '1.97.0-beta.3'],
  ['nightly-2026-05-20', '1.97.0-nightly'],
])('%s → %s', (channel, version) => {
  expect(choose(channel)).toBe(version);
});

test.each([
  '1.9',
  '1.97',
  '1.96.1',
  '1.85.0',
  'nightly',
  'nightly-2026-05-21',
  'stable-2026-04-16',
  '1.97.0-beta.2',
])('%s is in none', (channel) => {
  expect(choose(channel)).toBeUndefined();
});

test('the one that was locked for the channel, although another has the version', () => {
  const stable = locked('stable', '1.95.0');
  expect(choose('stable', [stable])).toBe('1.95.0');
  expect(choose('1.95', [stable])).toBe('1.95.0');
});

test('stable is none that is no release', () => {
  expect(choose('stable', [], locked('nightly-2026-05-20', '1.97.0-nightly'))).toBeUndefined();
});

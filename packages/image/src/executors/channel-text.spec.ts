import { channelText } from './channel-text.js';

test.each([
  [1.85, '1.85'],
  [1.9, '1.90'],
  [1.1, '1.100'],
  [1.11, '1.110'],
  [1.101, '1.101'],
  ['1.9', '1.9'],
  ['1.90', '1.90'],
  ['nightly-2026-05-20', 'nightly-2026-05-20'],
  [2, '2'],
])('%j is the channel %s', (given, text) => {
  expect(channelText(given)).toBe(text);
});

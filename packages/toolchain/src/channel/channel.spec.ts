import { parseChannel } from './channel.js';

describe('parseChannel', () => {
  test.each([
    ['stable', 'stable', [], undefined],
    ['beta', 'beta', [], undefined],
    ['nightly', 'nightly', [], undefined],
    ['nightly-2026-05-20', 'nightly', [], '2026-05-20'],
    ['stable-2026-04-16', 'stable', [], '2026-04-16'],
    ['1.85', 'version', [1, 85], undefined],
    ['1.85.1', 'version', [1, 85, 1], undefined],
    ['1.97.0-beta.3', 'beta', [1, 97, 0], undefined],
    ['1.97-beta', 'beta', [1, 97], undefined],
  ])('%s', (text, kind, numbers, date) => {
    expect(parseChannel(text)).toEqual({ text, kind, numbers, date });
  });

  test.each([
    '',
    '1',
    'my-own',
    '1.85-x86_64-unknown-linux-gnu',
    'stable-x86_64-unknown-linux-gnu',
    '../1.85',
    '1.85\n',
    'Stable',
    '1.85.1.0',
  ])('none: %j', (text) => {
    expect(parseChannel(text)).toBeUndefined();
  });
});

import { hideSecrets } from './hide-secrets.js';

test('attack: a server sends a secret back, as it is, in base64 and encoded for a URL', () => {
  const hide = hideSecrets(['Bearer a+b/c', 'a+b/c']);
  const basic = Buffer.from('a+b/c').toString('base64');
  expect(hide(`got 500: 'Bearer a+b/c' a+b/c ${basic} ?t=a%2Bb%2Fc end`)).toBe(
    "got 500: '[hidden]' [hidden] [hidden] ?t=[hidden] end",
  );
});

test('nothing to hide', () => {
  expect(hideSecrets(['', ''])('error: x')).toBe('error: x');
});

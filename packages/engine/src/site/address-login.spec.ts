import { addressesWithLogin, hasLogin, secretsInAddress } from './address-login.js';

test.each([
  ['http://me:p%40ss@proxy:3128', ['p%40ss', 'p@ss', 'me:p%40ss', 'me:p@ss']],
  // As curl and apt take it too.
  ['me:word@proxy:3128', ['word', 'me:word']],
  ['http://t0ken@proxy', ['t0ken']],
  ['http://t0ken:@proxy', ['t0ken:']],
  ['http://me:50%@proxy', ['50%', 'me:50%']],
  // Not escaped, so that no program understands it; it is a password.
  ['http://me:a/b@c@proxy', ['a/b@c', 'me:a/b@c']],
])('secrets in %s', (address, secrets) => {
  expect(hasLogin(address)).toBe(true);
  expect(secretsInAddress(address)).toEqual(secrets);
});

test('an address without a login', () => {
  expect(hasLogin('http://proxy:3128')).toBe(false);
  expect(secretsInAddress('http://proxy:3128')).toEqual([]);
});

test('addresses with a login in a text', () => {
  const text =
    'deb https://me:word@mirror.example/debian trixie main\nAcquire::http::Proxy "http://a:b@c:1";\n' +
    'deb https://mirror.example/@scope trixie main\n';
  expect(addressesWithLogin(text)).toEqual(['https://me:word@', 'http://a:b@']);
});

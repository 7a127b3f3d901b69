import { netrcLogin } from './netrc.js';

const netrc = `# of mine
machine git.example login me password s3cret
machine other.example
  login you
  account x
  password "with space \\" and quote"
macdef init
  machine trap.example login macro password macro

default login anonymous password guest
`;

test.each([
  ['git.example', 'me', 's3cret'],
  ['other.example', 'you', 'with space " and quote'],
  ['trap.example', 'anonymous', 'guest'],
])('the login of %s', (host, username, password) => {
  expect(netrcLogin(netrc, host)).toEqual({ username, password });
});

test('none', () => {
  expect(netrcLogin('machine git.example login me\n', 'git.example')).toBeUndefined();
  expect(netrcLogin('machine a login b password c', 'a.example')).toBeUndefined();
  expect(netrcLogin('', 'git.example')).toBeUndefined();
});

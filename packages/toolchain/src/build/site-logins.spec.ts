import { siteLogins } from './site-logins.js';

test('the variables that have a login, and what is secret of it', () => {
  const content = Buffer.from('Acquire::http::Proxy "http://you:s3cret@proxy:1";\n');
  const dist = Buffer.from('https://t0ken@dist.example/dist');
  const env = {
    HTTPS_PROXY: 'http://me:word@proxy:1',
    http_proxy: 'http://proxy:1',
    NO_PROXY: 'a@b',
  };
  const site = [
    { path: 'site/apt.conf', content },
    { path: 'site/rust-dist', content: dist },
    { path: 'site/.keep', content: Buffer.alloc(0) },
  ];
  expect(siteLogins(env, site)).toEqual({
    variables: ['HTTPS_PROXY', 'STATIX_DEBIAN_SOURCES', 'RUSTUP_DIST_SERVER'],
    secrets: ['word', 'me:word', 's3cret', 'you:s3cret', 't0ken'],
  });
});

test('none', () => {
  expect(siteLogins({ HTTPS_PROXY: 'http://proxy:1' }, [])).toEqual({ variables: [], secrets: [] });
});

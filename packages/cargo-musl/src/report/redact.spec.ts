import { homedir } from 'node:os';
import { redactor } from './redact.js';

const clean = (line: string, secrets: string[] = [], env: NodeJS.ProcessEnv = {}): string =>
  redactor({ secrets, env, folders: { '/work/repo': '<workspace>' } })(line);

test.each([
  ['what is known', 'the server says s3cr3t-of-corp', ['s3cr3t-of-corp'], {}],
  [
    'what is known, in base64',
    `Basic ${Buffer.from('s3cr3t-of-corp').toString('base64')}`,
    ['s3cr3t-of-corp'],
    {},
  ],
  [
    'the value of a variable that is called like one',
    'x=planted-value y',
    [],
    { CARGO_REGISTRIES_CORP_TOKEN: 'planted-value' },
  ],
  ['a password in an address', 'Updating https://ann:planted-value@git.corp/x.git', [], {}],
  ['a header', 'authorization: Bearer planted-value-1234', [], {}],
  ['an assignment', 'export DB_PASSWORD="planted-value"', [], {}],
  ['an assignment in JSON', '"api_key": "planted-value"', [], {}],
  ['a token of GitHub', 'ghp_plantedvalueplantedvalueplantedvalue12', [], {}],
  ['a JSON web token', 'eyJhbGciOiJIUzI1NiJ9.eyJwbGFudGVkIjoidmFsdWUifQ.c2lnbmF0dXJl', [], {}],
])('fault: %s is taken out', (_name, line, secrets, env) => {
  const said = clean(line, secrets, env);
  expect(said).toContain('[hidden]');
  expect(said).not.toMatch(/planted|s3cr3t|eyJ|czNjcjN0/);
});

test('fault: a private key of several lines is taken out to its end', () => {
  const line = redactor({ secrets: [], env: {}, folders: {} });
  const key = [
    'before',
    '-----BEGIN OPENSSH PRIVATE KEY-----',
    'b3Blbn',
    '-----END OPENSSH PRIVATE KEY-----',
    'after',
  ];
  expect(key.map(line)).toEqual(['before', '[hidden]', '[hidden]', '[hidden]', 'after']);
});

test('what cargo, compilers and linkers say of an error stays, and where it lies is general', () => {
  const said = 'error[E0583]: file not found for module `token`\n --> src/main.rs:1:1';
  expect(clean(said)).toBe(said);
  expect(clean('/work/repo/crates/app/src/main.rs')).toBe('<workspace>/crates/app/src/main.rs');
  expect(clean(`${homedir()}/.cargo/config.toml`)).toBe('~/.cargo/config.toml');
  expect(clean('x true y', [], { HAS_TOKEN: 'true' })).toBe('x true y');
  expect(clean('undefined symbol: SSL_CTX_new')).toBe('undefined symbol: SSL_CTX_new');
});

import { machineRegistries } from './machine-registries.js';

const config = (text: string) => ({ path: '/home/me/.cargo/config.toml', text });
const credentials = (text: string) => ({ path: '/home/me/.cargo/credentials.toml', text });
const index = 'sparse+https://crates.corp.example/';

test('index from the configuration, token from the credentials', () => {
  const registries = machineRegistries({}, [
    credentials('[registries.corp]\ntoken = "s3cret"\n'),
    config(`[registries.corp]\nindex = "${index}"\n`),
  ]);
  expect(registries).toEqual([
    { name: 'corp', index, token: 's3cret', providers: [['cargo:token']] },
  ]);
});

test('the environment wins, and is enough', () => {
  const env = { CARGO_REGISTRIES_MY_CORP_INDEX: index, CARGO_REGISTRIES_MY_CORP_TOKEN: 'from-env' };
  expect(machineRegistries(env, [])).toEqual([
    { name: 'my-corp', index, token: 'from-env', providers: [['cargo:token']] },
  ]);
  const files = [
    credentials('[registries.my_corp]\ntoken = "from-file"\n'),
    config('[registries.my_corp]\nindex = "sparse+https://old.example/"\n'),
  ];
  expect(machineRegistries(env, files)).toEqual([
    { name: 'my_corp', index, token: 'from-env', providers: [['cargo:token']] },
  ]);
});

test.each([
  [
    'of the registry',
    `[registries.corp]\nindex = "${index}"\ncredential-provider = "cargo-credential-x --account me"\n`,
    [['cargo-credential-x', '--account', 'me']],
  ],
  [
    'as a list, by a path from the folder above',
    `[registries.corp]\nindex = "${index}"\ncredential-provider = ["bin/tell", "a b"]\n`,
    [['/home/me/bin/tell', 'a b']],
  ],
  [
    'global ones, the last first',
    `[registry]\nglobal-credential-providers = ["cargo:token", "cargo:token-from-stdout print it"]\n[registries.corp]\nindex = "${index}"\n`,
    [['cargo:token-from-stdout', 'print', 'it'], ['cargo:token']],
  ],
  [
    'by an alias',
    `[credential-alias]\nown = ["/opt/tell", "x"]\n[registries.corp]\nindex = "${index}"\ncredential-provider = "own"\n`,
    [['/opt/tell', 'x']],
  ],
])('providers %s', (_name, text, providers) => {
  expect(machineRegistries({}, [config(text)])[0]?.providers).toEqual(providers);
});

test('STATIX_CREDENTIAL_PROVIDER is asked first', () => {
  const env = { STATIX_CREDENTIAL_PROVIDER: '/opt/tell me' };
  expect(
    machineRegistries(env, [config(`[registries.corp]\nindex = "${index}"\n`)])[0]?.providers,
  ).toEqual([['/opt/tell', 'me'], ['cargo:token']]);
});

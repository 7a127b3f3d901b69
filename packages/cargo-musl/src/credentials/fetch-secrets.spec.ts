import { configWithSecrets } from './fetch-secrets.js';

const config = 'http.proxy = "http://evil.example:1"\nnet.retry = 3\n';
const added = 'registries.corp.index = "x"\n';

test('attack: no proxy of the repository sees a secret that goes without TLS', () => {
  expect(configWithSecrets(config, { config: added, inClear: true })).toBe(
    `net.retry = 3\n${added}`,
  );
});

test('else it is followed', () => {
  expect(configWithSecrets(config, { config: added, inClear: false })).toBe(config + added);
});

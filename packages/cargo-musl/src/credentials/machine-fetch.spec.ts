import { machineFetch, mirrorConfig } from './machine-fetch.js';

const path = '/home/me/.cargo/config.toml';

function read(text: string, ofRepository = '', env: NodeJS.ProcessEnv = {}) {
  return machineFetch([{ path, text }], env, ofRepository);
}

const index = 'sparse+https://mirror.example/index/';

test.each([
  ['a source', `[source.crates-io]\nreplace-with = "ours"\n[source.ours]\nregistry = "${index}"\n`],
  [
    'a registry, by its name',
    `[source.crates-io]\nreplace-with = "corp"\n[registries.corp]\nindex = "${index}"\n`,
  ],
  [
    'one that is replaced in turn',
    `[source.crates-io]\nreplace-with = "a.b"\n[source."a.b"]\nreplace-with = "c"\nregistry = "https://x.example/"\n[source.c]\nregistry = "${index}"\n`,
  ],
])('a mirror of crates.io: %s', (_name, text) => {
  const { mirror } = read(text);
  expect(mirror).toEqual({ index, file: path });
  expect(mirrorConfig(mirror!)).toBe(
    `source.crates-io.replace-with = "statix-mirror"\nsource.statix-mirror.registry = "${index}"\n`,
  );
});

test.each([
  ['[source.v]\ndirectory = "/srv/vendor"\n', 'It leads to a folder of this machine'],
  ['[source.v]\nregistry = "file:///srv/index"\n', 'It leads to a folder of this machine'],
  ['[source.v]\nregistry = "sparse+https://me:w0rd@mirror.example/"\n', 'has a login in it'],
  ['[source.v]\nreplace-with = "crates-io"\n', 'It leads to no source.'],
  ['', 'It leads to a folder of this machine'],
])('a replacement that cannot be followed: %j', (more, why) => {
  const { mirror, notFollowed } = read(`[source.crates-io]\nreplace-with = "v"\n${more}`);
  expect(mirror).toBeUndefined();
  const [told] = notFollowed.filter(({ key }) => key === 'source.crates-io.replace-with');
  expect(told?.why).toContain(why);
  expect(JSON.stringify(notFollowed)).not.toContain('w0rd');
});

test('the repository’s own settings win', () => {
  const text = `[source.crates-io]\nreplace-with = "ours"\n[source.ours]\nregistry = "${index}"\n[http]\ntimeout = 7\n[net]\nretry = 9\n`;
  const fetch = read(text, 'http.timeout = 5\nsource.crates-io.replace-with = "theirs"\n');
  expect(fetch.mirror).toBeUndefined();
  expect(fetch.config).toBe('net.retry = 9\n');
  expect(fetch.notFollowed[0]?.why).toBe('The repository says what replaces crates.io.');
});

test('network, proxy and certificates; what is not followed is told by its name', () => {
  const fetch = read(
    `[http]\nproxy = "http://me:w0rd@proxy:1"\ncainfo = "corp.pem"\nmultiplexing = false\ncheck-revoke = true\n` +
      `[net]\ngit-fetch-with-cli = true\noffline = false\nssh.known-hosts = ["h ssh-ed25519 A"]\n[source."https://theirs.example/"]\nreplace-with = "v"\n[alias]\nb = "build"\n`,
  );
  expect(fetch).toEqual({
    mirror: undefined,
    config: 'http.multiplexing = false\nnet.ssh.known-hosts = ["h ssh-ed25519 A"]\n',
    proxy: 'http://me:w0rd@proxy:1',
    caInfo: '/home/me/corp.pem',
    notFollowed: [
      { key: 'http.check-revoke', file: path },
      { key: 'net.git-fetch-with-cli', file: path },
      { key: 'source."https://theirs.example/".replace-with', file: path },
    ],
  });
  expect(read('[http]\nproxy = "proxy:1"\n')).toMatchObject({
    config: 'http.proxy = "proxy:1"\n',
    proxy: undefined,
  });
});

test('a registry whose index is in the environment', () => {
  const text = '[source.crates-io]\nreplace-with = "my-corp"\n';
  expect(read(text, '', { CARGO_REGISTRIES_MY_CORP_INDEX: index }).mirror?.index).toBe(index);
});

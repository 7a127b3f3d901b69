import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { parseChannel } from '@statix/toolchain';
import { httpClient } from '../archive/http-client.js';
import {
  channelManifest,
  component,
  distFiles,
  distServer,
  HOST,
  PUBLISHED_SERVER,
  type Component,
} from '../testing/dist-server.js';
import { readRelease } from './read-release.js';

const VERSION = '1.95.0';
const DATE = '2026-04-16';
const LOCK = `version = 4

[[package]]
name = "std"
version = "0.0.0"

[[package]]
name = "libc"
version = "0.2.183"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "${'b'.repeat(64)}"
`;
const SOURCES = 'lib/rustlib/src/rust/library';

let components: Component[];
beforeAll(async () => {
  components = [
    await component('rustc', VERSION, HOST, { 'bin/rustc': 'rustc', 'lib/librustc.so': 'lib' }),
    await component('cargo', VERSION, HOST, { 'bin/cargo': 'cargo' }),
    await component('rust-std', VERSION, HOST, { [`lib/rustlib/${HOST}/lib/libstd.rlib`]: 'std' }),
    await component('clippy-preview', VERSION, HOST, { 'bin/cargo-clippy': 'clippy' }),
    await component('rust-src', VERSION, '*', { [`${SOURCES}/Cargo.lock`]: LOCK }),
  ];
});

/** Asks a server with these files, of which rustup's variable says that it is a mirror. */
async function read(text: string, files: Readonly<Record<string, Buffer>>, date?: string) {
  const server = await distServer(files);
  const client = await httpClient({ RUSTUP_DIST_SERVER: `${server.url}/` });
  const channel = parseChannel(text);
  if (channel === undefined) throw new Error(`no channel: ${text}`);
  try {
    const { signal } = new AbortController();
    const dist = { server: PUBLISHED_SERVER, host: HOST };
    const found = await readRelease(channel, dist, { client, signal, date });
    return { ...found, requests: server.requests };
  } finally {
    await client.close();
    await server.close();
  }
}

const published = (channel = VERSION): Record<string, Buffer> =>
  distFiles(channel, DATE, channelManifest(VERSION, DATE, components), components);

test('a release: its archives with size and sha256, std’s sources, and the crates of std', async () => {
  const { release, crates } = await read(VERSION, published());
  expect(release).toMatchObject({ version: VERSION, date: DATE });
  expect(release.components.map(({ name, path, size }) => [name, path, size])).toEqual(
    components
      .slice(0, 4)
      .map(({ pkg, name, archive }) => [
        pkg.replace(/-preview$/, ''),
        `rust-dist/${DATE}/${name}.tar.gz`,
        archive.byteLength,
      ]),
  );
  expect(release.source).toMatchObject({
    package: 'rust-src',
    version: VERSION,
    files: [{ path: `rust-dist/${DATE}/rust-src-${VERSION}.tar.gz` }],
  });
  expect(crates).toEqual([{ name: 'libc', version: '0.2.183', sha256: 'b'.repeat(64) }]);
});

test('a mirror that has written its own address into the manifest', async () => {
  const server = await distServer({});
  await server.close();
  // The port of the next server is another one: a manifest for that has to be made when it is known.
  const files: Record<string, Buffer> = {};
  const mirror = await distServer(files);
  try {
    Object.assign(
      files,
      distFiles(VERSION, DATE, channelManifest(VERSION, DATE, components, mirror.url), components),
    );
    const client = await httpClient({ RUSTUP_DIST_SERVER: mirror.url });
    const channel = parseChannel(VERSION);
    const { signal } = new AbortController();
    const dist = { server: PUBLISHED_SERVER, host: HOST };
    const { release } = await readRelease(channel!, dist, { client, signal });
    expect(release.components[0]?.path).toBe(`rust-dist/${DATE}/rustc-${VERSION}-${HOST}.tar.gz`);
    await client.close();
  } finally {
    await mirror.close();
  }
});

test.each([
  ['nightly', 'nightly', undefined, '/dist/channel-rust-nightly.toml'],
  [`nightly-${DATE}`, 'nightly', undefined, `/dist/${DATE}/channel-rust-nightly.toml`],
  ['beta', 'beta', DATE, `/dist/${DATE}/channel-rust-beta.toml`],
  ['1.95', '1.95', undefined, '/dist/channel-rust-1.95.toml'],
])('%s of %s, at %s, is asked for as rustup does', async (text, channel, date, path) => {
  const { requests } = await read(text, published(channel), date);
  expect(requests.slice(0, 2)).toEqual([`GET ${path}.sha256`, `GET ${path}`]);
});

test('sources that have the crates in them need none beside them', async () => {
  const vendored = await component('rust-src', VERSION, '*', {
    [`${SOURCES}/Cargo.lock`]: LOCK,
    [`${SOURCES}/vendor/libc-0.2.183/Cargo.toml`]: '',
  });
  const all = [...components.slice(0, 4), vendored];
  const { crates } = await read(
    VERSION,
    distFiles(VERSION, DATE, channelManifest(VERSION, DATE, all), all),
  );
  expect(crates).toEqual([]);
});

describe('fault', () => {
  const changed = (change: (files: Record<string, Buffer>) => void): Record<string, Buffer> => {
    const files = published();
    change(files);
    return files;
  };
  const manifestOf = (change: (manifest: string) => string): Record<string, Buffer> =>
    distFiles(VERSION, DATE, change(channelManifest(VERSION, DATE, components)), components);

  test.each<[string, () => Record<string, Buffer>, string, RegExp]>([
    ['a channel that there is not', () => ({}), 'STATIX_CHANNEL_NOT_FOUND', /is not there/],
    [
      'a manifest that is not the one of its sha256',
      () =>
        changed((files) => {
          files[`/dist/channel-rust-${VERSION}.toml.sha256`] = Buffer.from('0'.repeat(64));
        }),
      'STATIX_CHANNEL_DAMAGED',
      /sha256/,
    ],
    [
      'sources that are not those of the manifest',
      () =>
        changed((files) => {
          files[`/dist/${DATE}/rust-src-${VERSION}.tar.gz`] = Buffer.from('x');
        }),
      'STATIX_CHANNEL_DAMAGED',
      /sha256/,
    ],
    [
      'an archive that is gone',
      () =>
        changed((files) => {
          // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
          delete files[`/dist/${DATE}/cargo-${VERSION}-${HOST}.tar.gz`];
        }),
      'STATIX_CHANNEL_UNREACHABLE',
      /not there/,
    ],
    [
      'a component that the channel does not have that day',
      () => manifestOf((text) => text.replace('available = true', 'available = false')),
      'STATIX_CHANNEL_INCOMPLETE',
      /some days/,
    ],
    [
      'an archive on a server that nobody named',
      () => manifestOf((text) => text.replace(PUBLISHED_SERVER, 'https://elsewhere.example')),
      'STATIX_CHANNEL_INVALID',
      /elsewhere\.example/,
    ],
    [
      'a manifest of another version',
      () => manifestOf((text) => text.replace('"2"', '"3"')),
      'STATIX_CHANNEL_INVALID',
      /manifest-version/,
    ],
    ['what is no TOML', () => manifestOf(() => '<html>'), 'STATIX_CHANNEL_INVALID', /TOML/],
  ])('%s', async (_what, files, code, why) => {
    const error = await statixErrorOf(read(VERSION, files()));
    expect(error.code).toBe(code);
    expect(error.why).toMatch(why);
  });

  test('a variable that names no server', async () => {
    const error = await statixErrorOf(httpClient({ RUSTUP_DIST_SERVER: 'file:///srv/dist' }));
    expect(error.code).toBe('STATIX_ENVIRONMENT_INVALID');
  });
});

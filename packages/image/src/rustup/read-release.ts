import { createHash } from 'node:crypto';
import { basename } from 'node:path/posix';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { StatixError, type ImageLock } from '@statix/contract';
import { DIST_ARCHIVE, DIST_SERVER_VARIABLE, type Channel } from '@statix/toolchain';
import { extract } from 'tar-stream';
import { fileAddresses } from '../archive/file-providers.js';
import type { HttpClient } from '../archive/http-client.js';
import { cratesOf, type DistRelease, type WantedCrate } from '../recipe/lockable-recipe.js';
import { readChannelManifest, type ManifestArchive } from './channel-manifest.js';

export interface DistServer {
  /** `https://static.rust-lang.org` */
  readonly server: string;
  /** Triple that its compiler runs on. */
  readonly host: string;
}

/** A manifest is about 1 MB, and the sources of std 6 MB. */
const LARGEST_BYTES = 64 * 1024 * 1024;

/**
 * What a dist server has for a channel: the archives of compiler, cargo, host std and clippy with sizes and
 * sha256, and the sources of std with the crates that their Cargo.lock names. As rustup does, the
 * manifest is compared with the sha256 beside it.
 *
 * @param date takes the channel as it was then
 * @throws StatixError STATIX_CHANNEL_NOT_FOUND, STATIX_CHANNEL_UNREACHABLE, STATIX_CHANNEL_DAMAGED, and
 *   see `readChannelManifest`
 */
export async function readRelease(
  channel: Channel,
  { server, host }: DistServer,
  {
    client,
    signal,
    date,
  }: {
    readonly client: HttpClient;
    readonly signal: AbortSignal;
    readonly date?: string | undefined;
  },
): Promise<{ release: DistRelease; crates: readonly WantedCrate[] }> {
  const providers: ImageLock['providers'] = [
    { name: 'archive', urls: { [DIST_ARCHIVE]: `${server}/dist` } },
  ];
  const [base = ''] = fileAddresses({ path: `${DIST_ARCHIVE}/` }, providers, client.mirrors).map(
    ({ url }) => url.replace(/\/$/, ''),
  );
  const get = (path: string) => download(client, `${base}/${path}`, signal);
  const path = manifestPath(channel, date);
  const sum = (await get(`${path}.sha256`))?.toString('utf8').slice(0, 64);
  const manifest = await get(path);
  if (sum === undefined || manifest === undefined) throw notFound(channel, base, path);
  requireSum(manifest, sum, `${base}/${path}`);

  const {
    version,
    date: released,
    archives,
  } = readChannelManifest(
    manifest.toString('utf8'),
    path,
    [
      ['rustc', host],
      ['cargo', host],
      ['rust-std', host],
      ['clippy-preview', host],
      ['rust-src', '*'],
    ],
    [base, `${server}/dist`],
  );
  const files = await Promise.all(
    archives.map((archive) => locked(archive, `${base}/${archive.path}`, client, signal)),
  );
  const [rustc, cargo, std, clippy, sources] = files;
  if (!rustc || !cargo || !std || !clippy || !sources) {
    throw new TypeError('five archives were asked for');
  }
  const content = await get(sources.path.slice(DIST_ARCHIVE.length + 1));
  if (content === undefined) throw unreachable(sources.path, 'not there');
  requireSum(content, sources.sha256, sources.path);
  return {
    release: {
      version,
      date: released,
      components: [
        { name: 'rustc', ...rustc },
        { name: 'cargo', ...cargo },
        { name: 'rust-std', ...std },
        { name: 'clippy', ...clippy },
      ],
      source: { package: 'rust-src', version, files: [sources] },
    },
    crates: await cratesOfStd(content, basename(sources.path)),
  };
}

/** rustup: `dist/channel-rust-<channel>.toml`, in the folder of a date if there is one. */
function manifestPath({ text: name, date: own }: Channel, date: string | undefined): string {
  const bare = own === undefined ? name : name.slice(0, -own.length - 1);
  const at = own ?? date;
  return `${at === undefined ? '' : `${at}/`}channel-rust-${bare}.toml`;
}

/** Manifests do not say how large an archive is. */
async function locked(
  { path, sha256 }: ManifestArchive,
  url: string,
  client: HttpClient,
  signal: AbortSignal,
): Promise<{ path: string; size: number; sha256: string }> {
  const answer = await client.request('HEAD', url, signal);
  if (answer.status !== 'there') {
    throw unreachable(url, answer.status === 'absent' ? 'It is not there.' : answer.why);
  }
  answer.body.destroy();
  const { size } = answer;
  if (size === undefined || size === 0) throw unreachable(url, 'The server says no size of it.');
  return { path: `${DIST_ARCHIVE}/${path}`, size, sha256 };
}

/** Undefined for what is not there. */
async function download(
  client: HttpClient,
  url: string,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  const answer = await client.request('GET', url, signal);
  if (answer.status === 'absent') return undefined;
  if (answer.status === 'unreachable') throw unreachable(url, answer.why);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    if (!(chunk instanceof Uint8Array)) throw unreachable(url, 'The download broke off.');
    size += chunk.byteLength;
    if (size > LARGEST_BYTES) throw unreachable(url, 'It is larger than such a file can be.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * The crates that std is linked with. The component has only their names, in library/Cargo.lock; where an
 * archive has the crates themselves none has to be locked.
 */
async function cratesOfStd(archive: Buffer, name: string): Promise<WantedCrate[]> {
  const place = /^[^/]+\/rust-src\/lib\/rustlib\/src\/rust\/library\/(Cargo\.lock$|vendor\/)/;
  const found: { lock?: string; hasCrates?: boolean } = {};
  const entries = extract();
  entries.on('entry', ({ name: path, size }, entry, next) => {
    const what = place.exec(path)?.[1];
    if (what === 'vendor/') found.hasCrates = true;
    if (what !== 'Cargo.lock') {
      entry.on('end', next);
      entry.resume();
      return;
    }
    // An archive of some megabytes can unpack to as many gigabytes.
    if (size > LARGEST_BYTES) {
      next(damaged(name, 'Its library/Cargo.lock is larger than one can be.'));
      return;
    }
    text(entry).then((read) => {
      found.lock = read;
      next();
    }, next);
  });
  await pipeline(Readable.from([archive]), createGunzip(), entries);
  if (found.hasCrates === true) return [];
  if (found.lock === undefined) throw damaged(name, 'It has no library/Cargo.lock.');
  return cratesOf(found.lock, `${name}: library/Cargo.lock`);
}

function requireSum(content: Buffer, sum: string, url: string): void {
  if (createHash('sha256').update(content).digest('hex') === sum) return;
  throw damaged(url, 'Its sha256 is another one than the server says.');
}

function damaged(url: string, why: string): StatixError {
  return new StatixError({
    code: 'STATIX_CHANNEL_DAMAGED',
    what: `${url} is not what it should be`,
    why,
    remedies: ['Try again: a channel may just have been published.', ...otherServer],
  });
}

function notFound({ text: name }: Channel, base: string, path: string): StatixError {
  return new StatixError({
    code: 'STATIX_CHANNEL_NOT_FOUND',
    what: `The dist server has no channel ${name}`,
    why: `${base}/${path} is not there. It has stable, beta, nightly, each release (1.85.1) and, of nightly, each day (nightly-2026-05-20).`,
    remedies: ['Name a channel that it has.', ...otherServer],
  });
}

function unreachable(url: string, why: string): StatixError {
  return new StatixError({
    code: 'STATIX_CHANNEL_UNREACHABLE',
    what: `${url} cannot be had`,
    why,
    remedies: [
      ...otherServer,
      {
        text: 'Behind a proxy that opens TLS, name its certificates:',
        snippet: 'export HTTPS_PROXY=… STATIX_CA_BUNDLE=/path/ca.pem',
      },
    ],
  });
}

const otherServer = [
  {
    text: 'Or name another server, as for rustup:',
    snippet: `export ${DIST_SERVER_VARIABLE}=https://…`,
  },
];

import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import type { ImageLock } from '@statix/contract';
import { pack } from 'tar-stream';
import { httpClient, type HttpClient } from '../archive/http-client.js';
import { fileServer, type FileServer } from '../testing/file-server.js';
import { lockCrates } from './lock-crates.js';
import type { WantedCrate } from '../recipe/lockable-recipe.js';
import { statixErrorOf } from '../testing/statix-error-of.js';

const ADLER = publish('adler2', '2.0.1', 'license = "0BSD OR MIT OR Apache-2.0"');
const OLD = publish('semver', '1.0.0+spec', 'license = "MIT/Apache-2.0"');
const FILED = publish('ring', '0.16.20', 'license-file = "LICENSE"');

let client: HttpClient;
let server: FileServer | undefined;

beforeEach(async () => {
  client = await httpClient({});
});
afterEach(async () => {
  await client.close();
  await server?.close();
  server = undefined;
});

interface Published {
  readonly wanted: WantedCrate;
  readonly path: string;
  readonly archive: Buffer;
}

/** As `cargo package` makes them: a gzipped tar with everything in one folder. */
async function publish(name: string, version: string, line: string): Promise<Published> {
  const archive = pack();
  const folder = `${name}-${version}`;
  archive.entry({ name: `${folder}/src/lib.rs` }, '// nothing');
  archive.entry({ name: `${folder}/vendored/Cargo.toml` }, '[package]\nlicense = "GPL-3.0"\n');
  archive.entry({ name: `${folder}/Cargo.toml` }, `[package]\nname = "${name}"\n${line}\n`);
  archive.finalize();
  const content = gzipSync(Buffer.from(await text(archive)));
  return {
    wanted: { name, version, sha256: createHash('sha256').update(content).digest('hex') },
    path: `/crates/${name}/${name}-${version}.crate`,
    archive: content,
  };
}

async function serve(crates: readonly Published[]): Promise<ImageLock['providers']> {
  server = await fileServer(Object.fromEntries(crates.map(({ path, archive }) => [path, archive])));
  return [{ name: 'folder' }, { name: 'archive', urls: { crates: `${server.url}/crates` } }];
}

const lock = (
  crates: readonly Published[],
  providers: ImageLock['providers'],
  kept: ImageLock['crates'] = [],
) =>
  lockCrates(
    crates.map(({ wanted }) => wanted),
    { kept, providers, client, signal: new AbortController().signal },
  );

describe('lockCrates', () => {
  test('size and licence come from the archive, the rest from Cargo.lock', async () => {
    const crates = await Promise.all([OLD, FILED, ADLER]);
    const locked = await lock(crates, await serve(crates));
    expect(locked.map(({ name, license }) => [name, license])).toEqual([
      ['adler2', '0BSD OR MIT OR Apache-2.0'],
      ['ring', null],
      ['semver', 'MIT OR Apache-2.0'],
    ]);
    expect(locked[2]).toEqual({
      ...crates[0].wanted,
      license: 'MIT OR Apache-2.0',
      path: 'crates/semver/semver-1.0.0+spec.crate',
      size: crates[0].archive.byteLength,
    });
  });

  test('what the lock had is not asked for again', async () => {
    const crate = await ADLER;
    const providers = await serve([crate]);
    const before = await lock([crate], providers);
    expect(await lock([crate], providers, before)).toEqual(before);
    expect(server?.requests).toHaveLength(1);
  });

  test('which Cargo.lock has a crate is said as it is now, of one that the lock had as well', async () => {
    const crate = await ADLER;
    const providers = await serve([crate]);
    const before = await lock([crate], providers);
    const withSets = (sets: ImageLock['crates'][number]['sets'], kept: ImageLock['crates']) =>
      lock([{ ...crate, wanted: { ...crate.wanted, sets } }], providers, kept);
    const tools = await withSets(['tools'], before);
    const both = await withSets(['crates', 'tools'], tools);
    expect([before, tools, both].map(([entry]) => entry?.sets)).toEqual([
      undefined,
      ['tools'],
      ['crates', 'tools'],
    ]);
    expect(server?.requests).toHaveLength(1);
  });

  test('other bytes are refused, and all that cannot be had is named', async () => {
    const [adler, old, filed] = await Promise.all([ADLER, OLD, FILED]);
    const providers = await serve([adler, { ...old, archive: adler.archive }]);
    const error = await statixErrorOf(lock([filed, old, adler], providers));
    expect(error.code).toBe('STATIX_LOCK_NO_CRATE');
    expect(error.excerpt).toEqual([
      'ring 0.16.20: archive: not there',
      'semver 1.0.0+spec: archive: another sha256 than in Cargo.lock',
    ]);
  });
});

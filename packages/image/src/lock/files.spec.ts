import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isStatixError, type ImageLock, type LockedFile } from '@statix/contract';
import { httpClient, type HttpClient } from '../archive/http-client.js';
import { fileServer, type Answer, type FileServer } from '../testing/file-server.js';
import { fetchFile } from './fetch-file.js';
import { findFiles } from './find-files.js';

const CONTENT = Buffer.from('the bytes of a source');
const FILE: LockedFile = {
  path: 'debian/pool/main/z/zlib_1.3+x.orig.tar.gz',
  size: CONTENT.byteLength,
  sha256: createHash('sha256').update(CONTENT).digest('hex'),
};
const PATH = '/debian/pool/main/z/zlib_1.3+x.orig.tar.gz';
const SNAPSHOT = '/snapshot/pool/main/z/zlib_1.3+x.orig.tar.gz';
/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:9';

let folder: string;
let client: HttpClient;
let server: FileServer | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'statix-files-'));
  client = await httpClient({});
});
afterEach(async () => {
  await client.close();
  await server?.close();
  server = undefined;
  rmSync(folder, { recursive: true });
});

async function serve(files: Readonly<Record<string, Answer>>): Promise<ImageLock['providers']> {
  server = await fileServer(files);
  return providers(server.url);
}

function providers(url: string): ImageLock['providers'] {
  return [
    { name: 'folder' },
    { name: 'archive', urls: { debian: `${url}/debian` } },
    { name: 'snapshot', urls: { debian: `${url}/snapshot` } },
    { name: 'upstream' },
  ];
}

const signal = new AbortController().signal;
const find = async (where: ImageLock['providers'], env: NodeJS.ProcessEnv = {}) => [
  ...(await findFiles([FILE], where, client, { signal, env })),
];
const fetch = (where: ImageLock['providers'], otherFolder?: string) =>
  fetchFile(FILE, folder, { providers: where, client, otherFolder }, signal);

describe('findFiles', () => {
  test('in the archive: nobody else is asked, and nothing is downloaded', async () => {
    expect(await find(await serve({ [PATH]: CONTENT }))).toEqual([FILE.path]);
    expect(server?.requests).toEqual(['HEAD /debian/pool/main/z/zlib_1.3%2Bx.orig.tar.gz']);
  });

  test('only in the snapshot', async () => {
    expect(await find(await serve({ [SNAPSHOT]: CONTENT }))).toEqual([FILE.path]);
  });

  test('in the folder: no network is needed', async () => {
    writeFileSync(join(folder, 'zlib_1.3+x.orig.tar.gz'), CONTENT);
    expect(await find(providers(NOWHERE), { STATIX_IMAGE_FILES: folder })).toEqual([FILE.path]);
  });

  test('nowhere, or with another size', async () => {
    expect(await find(await serve({}))).toEqual([]);
    await server?.close();
    expect(await find(await serve({ [PATH]: Buffer.from('short') }))).toEqual([]);
  });

  test.each<[string, () => Promise<ImageLock['providers']>]>([
    ['does not listen', async () => providers(NOWHERE)],
    ['is out of order', () => serve({ [PATH]: 503 })],
  ])('an archive that %s has not lost the file', async (_what, where) => {
    const error: unknown = await find(await where()).catch((reason: unknown) => reason);
    expect(isStatixError(error) && error.code).toBe('STATIX_ARCHIVE_UNREACHABLE');
  });
});

describe('fetchFile', () => {
  test('fetches once', async () => {
    const where = await serve({ [PATH]: CONTENT });
    expect(await fetch(where)).toEqual({ status: 'fetched' });
    expect(await fetch(where)).toEqual({ status: 'present' });
    expect(readFileSync(join(folder, 'zlib_1.3+x.orig.tar.gz'))).toEqual(CONTENT);
    expect(server?.requests).toHaveLength(1);
  });

  test('a folder that has it goes before the network', async () => {
    const other = join(folder, 'other');
    writeFileSync(join(folder, 'zlib_1.3+x.orig.tar.gz'), CONTENT);
    rmSync(other, { recursive: true, force: true });
    const into = mkdtempSync(join(tmpdir(), 'statix-into-'));
    const outcome = await fetchFile(
      FILE,
      into,
      { providers: providers(NOWHERE), client, otherFolder: folder },
      signal,
    );
    expect(outcome).toEqual({ status: 'fetched' });
    rmSync(into, { recursive: true });
  });

  const wrong = Buffer.from(CONTENT).fill('x');
  test.each<[string, Answer, string]>([
    ['other bytes', wrong, 'archive: another sha256'],
    ['too many bytes', Buffer.concat([CONTENT, CONTENT]), 'longer than it should be'],
    ['too few bytes', CONTENT.subarray(1), `${CONTENT.byteLength - 1} bytes came`],
    ['a refusal', 403, 'archive: not there'],
    ['an error', 500, 'answered 500'],
  ])('%s: the next provider is asked, and no part is left', async (_what, answer, said) => {
    const outcome = await fetch(await serve({ [PATH]: answer }));
    expect(outcome.status).toBe('nowhere');
    expect('answers' in outcome && outcome.answers.join()).toContain(said);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a transfer that is cut is taken from the next provider', async () => {
    const where = await serve({
      [PATH]: (_request, response) => {
        response.writeHead(200, { 'content-length': CONTENT.byteLength });
        response.write(CONTENT.subarray(0, 5), () => response.destroy());
      },
      [SNAPSHOT]: CONTENT,
    });
    expect(await fetch(where)).toEqual({ status: 'fetched' });
    expect(readFileSync(join(folder, 'zlib_1.3+x.orig.tar.gz'))).toEqual(CONTENT);
  });
});

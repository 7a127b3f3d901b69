import { packArchive, type SeenFile, type StoppedContainer } from '@statix/engine';
import { extract } from 'tar-stream';
import { prepareContainer, type PreparedContents } from './prepare-container.js';

const target = '/statix/target';
const app = `${target}/release/app`;
const owner = { uid: 1000, gid: 1000 };
const earlier: SeenFile = { isRegular: true, size: 432_440, stamp: 'of an earlier build' };

/** A container with a volume at the target folder, as an engine unpacks into it. */
class Container {
  readonly seen = new Map<string, SeenFile>();
  readonly unpackedIn: string[] = [];

  constructor(private readonly rootReachesVolumes: boolean) {}

  get stopped(): StoppedContainer {
    return {
      id: 'c1',
      putArchive: async (path, tar) => {
        this.unpackedIn.push(path);
        const reader = extract();
        const bytes: Buffer[] = [];
        for await (const chunk of tar) bytes.push(chunk as Buffer);
        reader.end(Buffer.concat(bytes));
        for await (const { header } of reader) {
          const place = `${path === '/' ? '' : path}/${header.name}`.replace(/\/$/, '');
          const hidden = path === '/' && place.startsWith(`${target}/`) && !this.rootReachesVolumes;
          const isRegular = header.type === 'file';
          if (!hidden) this.seen.set(place, { isRegular, size: header.size, stamp: 'put' });
        }
      },
      getFile: () => Promise.reject(new Error('not expected')),
      lookAt: (path) => Promise.resolve(this.seen.get(path)),
    };
  }
}

const prepare = (
  container: Container,
  folders: string[] = [],
  archives: PreparedContents['archives'] = [],
) =>
  prepareContainer(
    container.stopped,
    {
      inputs: [
        {
          folder: '/workspace',
          files: [{ path: 'Cargo.lock', content: Buffer.from('version = 4'), executable: false }],
          times: {},
        },
      ],
      target,
      outputs: ['release/app'],
      folders,
      archives,
      watched: ['/workspace/Cargo.lock', '/workspace/gone'],
    },
    owner,
  );

test('everything in one archive, and the watched files as they are', async () => {
  const container = new Container(true);
  container.seen.set(app, earlier);
  const { stamps } = await prepare(container);
  expect(container.unpackedIn).toEqual(['/']);
  expect(container.seen.get(app)?.size).toBe(0);
  expect([...stamps]).toEqual([['/workspace/Cargo.lock', 'put']]);
});

test('fault: an engine that does not unpack into volumes from the root: no output of an earlier build stays', async () => {
  const container = new Container(false);
  container.seen.set(app, earlier);
  await prepare(container);
  expect(container.unpackedIn).toEqual(['/', target]);
  expect(container.seen.get(app)?.size).toBe(0);
});

test.each([
  ['a link', { isRegular: false, size: 0, stamp: 'link' }],
  ['a folder', { isRegular: false, size: 4096, stamp: 'folder' }],
])('attack: %s in the place of an output is replaced there as well', async (_what, file) => {
  const container = new Container(false);
  container.seen.set(app, file);
  await prepare(container);
  expect(container.seen.get(app)).toMatchObject({ isRegular: true, size: 0 });
});

test('fault: a folder that a job needs is made there as well', async () => {
  const container = new Container(false);
  await prepare(container, ['ccache']);
  expect(container.unpackedIn).toEqual(['/', target]);
  expect(container.seen.has(`${target}/ccache`)).toBe(true);
});

test('where nothing is in the place of an output nothing more is put there', async () => {
  const container = new Container(false);
  await prepare(container);
  expect(container.unpackedIn).toEqual(['/']);
});

test('what comes as an archive is put where it belongs, after the rest', async () => {
  const container = new Container(true);
  const archive = () => packArchive([{ path: 'a.crate', mode: 0o644, content: Buffer.from('a') }]);
  await prepare(container, [], [{ folder: '/statix/cargo', archive }]);
  expect(container.unpackedIn).toEqual(['/', '/statix/cargo']);
  expect(container.seen.has('/statix/cargo/a.crate')).toBe(true);
});

import { packArchive } from '../archive/pack-archive.js';
import type { Transport } from '../connection/transport.js';
import { errorOf, statixErrorOf } from '@statix/contract/testing/expect-error';
import { cutAfter, empty, FakeEngine, json, refuse } from '../testing/fake-engine.js';
import { findImage, removeImage, tagImage } from './image-store.js';
import { importImage } from './import-image.js';

let engine: FakeEngine;
let transport: Transport;

beforeEach(async () => {
  engine = await FakeEngine.start();
  transport = await engine.transport();
  engine.on(/GET \/images\/sha256:new\/json/, { Id: 'sha256:new', Config: { Labels: null } });
});

afterEach(() => engine.stop());

const archive = () => packArchive([{ path: 'f', mode: 0o755, content: Buffer.from('content') }]);

describe('importImage', () => {
  test('sends command and labels, and returns the id that was announced last', async () => {
    engine.on(/POST \/images\/create/, (_request, response) => {
      response.end('{"status":"Importing"}\n{"status":"sha256:new"}\n');
    });
    const id = await importImage(transport, archive(), {
      command: ['/f', 'a "b"'],
      labels: { one: 'x y', two: 'q"b\\s$HOME' },
    });
    expect(id).toBe('sha256:new');
    const { query } = engine.asked(/create/)[0]!;
    expect(query.get('fromSrc')).toBe('-');
    expect(query.has('repo')).toBe(false);
    expect(query.getAll('changes')).toEqual([
      'CMD ["/f","a \\"b\\""]',
      'LABEL "one"="x y"',
      'LABEL "two"="q\\"b\\\\s\\$HOME"',
    ]);
  });

  test('a name is sent in its parts', async () => {
    engine.on(/POST \/images\/create/, { status: 'sha256:new' });
    engine.on(/GET \/images\/host:1\/a:t\/json/, { Id: 'sha256:new' });
    await importImage(transport, archive(), { reference: 'host:1/a:t' });
    const [create] = engine.asked(/create/);
    expect([create?.query.get('repo'), create?.query.get('tag')]).toEqual(['host:1/a', 't']);
  });

  test('an error within an answer of status 200', async () => {
    engine.on(/create/, { error: 'unexpected EOF', errorDetail: { message: 'unexpected EOF' } });
    const error = await statixErrorOf(importImage(transport, archive(), {}));
    expect([error.code, error.why]).toEqual(['STATIX_ENGINE_REFUSED', 'unexpected EOF']);
  });

  test('an answer that is cut off', async () => {
    engine.on(/create/, cutAfter('{"status":"sha256:new"}\n'));
    expect((await statixErrorOf(importImage(transport, archive(), {}))).code).toBe(
      'STATIX_ENGINE_LOST',
    );
  });

  test('an image that is not there afterwards', async () => {
    engine.on(/create/, { status: 'sha256:other' });
    engine.on(/GET \/images\/sha256:other\/json/, refuse(404, 'no'));
    expect((await statixErrorOf(importImage(transport, archive(), {}))).code).toBe(
      'STATIX_ENGINE_REFUSED',
    );
  });

  test('a label that cannot be written down is refused', async () => {
    const error = await statixErrorOf(
      importImage(transport, archive(), { labels: { a: 'two\nlines' } }),
    );
    expect(error.code).toBe('STATIX_IMAGE_LABEL_INVALID');
    expect(engine.requests).toEqual([]);
  });

  test('an abort', async () => {
    engine.on(/create/, () => undefined);
    const controller = new AbortController();
    void engine.next(/create/).then(() => {
      controller.abort(new Error('enough'));
    });
    const tar = archive();
    const importing = importImage(transport, tar, { signal: controller.signal });
    expect(String(await errorOf(importing))).toBe('Error: enough');
    expect(tar.destroyed).toBe(true);
  });
});

describe('the image store', () => {
  test('finds an image by what the engine says of it', async () => {
    engine.on(/GET \/images\/a\/b:c\/json/, {
      Id: 'sha256:1',
      RepoTags: ['a/b:c'],
      RepoDigests: ['a/b@sha256:2'],
      Size: 7,
      Config: { Labels: { x: 'y' }, Volumes: { '/data': {} } },
      RootFS: { Type: 'layers', Layers: ['sha256:3'] },
    });
    expect(await findImage(transport, 'a/b:c')).toEqual({
      id: 'sha256:1',
      tags: ['a/b:c'],
      digests: ['a/b@sha256:2'],
      labels: { x: 'y' },
      sizeBytes: 7,
      layers: ['sha256:3'],
      volumes: ['/data'],
    });
  });

  test('no image, and an engine that cannot say', async () => {
    engine.on(/GET \/images\/none\/json/, refuse(404, 'no'));
    engine.on(/GET \/images\/broken\/json/, refuse(500, 'bad'));
    expect(await findImage(transport, 'none')).toBeUndefined();
    expect((await statixErrorOf(findImage(transport, 'broken'))).why).toBe('bad');
  });

  test('tags', async () => {
    engine.on(/tag/, empty);
    await tagImage(transport, 'sha256:1', 'host/a:t');
    const [tag] = engine.requests;
    expect(tag?.path).toBe('/images/sha256:1/tag');
    expect(Object.fromEntries(tag?.query ?? [])).toEqual({ repo: 'host/a', tag: 't' });
  });

  test('removes without force; what is not there is no error, what is in use is one', async () => {
    engine.on(/DELETE \/images\/a/, json([]));
    engine.on(/DELETE \/images\/none/, refuse(404, 'no'));
    engine.on(/DELETE \/images\/used/, refuse(409, 'in use'));
    await removeImage(transport, 'a');
    await removeImage(transport, 'none');
    expect(engine.requests[0]?.query.has('force')).toBe(false);
    expect((await statixErrorOf(removeImage(transport, 'used'))).why).toBe('in use');
  });
});

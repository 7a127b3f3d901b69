import { buffer } from 'node:stream/consumers';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { packArchive } from '../archive/pack-archive.js';
import type { Transport } from '../connection/transport.js';
import { empty, FakeEngine, json, refuse } from '../testing/fake-engine.js';
import { deriveImage } from './derive-image.js';

const owner = { host: 'h', pid: 1, pidStarted: '2' };
let engine: FakeEngine;
let transport: Transport;

beforeEach(async () => {
  engine = await FakeEngine.start();
  transport = await engine.transport();
  engine
    .on(/POST \/containers\/create/, json({ Id: 'c1', Warnings: [] }, 201))
    .on(/PUT \/containers\/.+\/archive/, empty)
    .on(/DELETE \/containers\//, empty);
});

afterEach(() => engine.stop());

const archive = () => packArchive([{ path: 'f', mode: 0o755, content: Buffer.from('content') }]);
const derive = () =>
  deriveImage(transport, owner, 'sha256:base', archive(), { labels: { a: 'b' } });

test('files are put into a container that is never started, and that is made an image', async () => {
  engine.on(/POST \/commit/, json({ Id: 'sha256:derived' }, 201));
  expect(await derive()).toBe('sha256:derived');
  const asked = engine.requests.map(({ method, path }) => `${method} ${path}`);
  expect(asked.map((line) => line.replace(/statix-derive-\w+/, 'NAME'))).toEqual([
    'POST /containers/create',
    'PUT /containers/c1/archive',
    'POST /commit',
    'DELETE /containers/NAME',
  ]);
  const [create, put, commit] = engine.requests;
  expect(JSON.parse(create!.body.toString())).toMatchObject({ Image: 'sha256:base' });
  expect(put!.query.get('path')).toBe('/');
  expect(put!.body.equals(await buffer(archive()))).toBe(true);
  expect(Object.fromEntries(commit!.query)).toEqual({
    container: 'c1',
    pause: '0',
    changes: 'LABEL "a"="b"',
  });
});

test('fault: the container is gone when the engine makes no image of it', async () => {
  engine.on(/POST \/commit/, refuse(500, 'no space left'));
  expect((await statixErrorOf(derive())).message).toContain('make an image of a container');
  expect(engine.asked(/DELETE/)).toHaveLength(1);
});

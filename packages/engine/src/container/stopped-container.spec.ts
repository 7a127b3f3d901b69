import { buffer, text } from 'node:stream/consumers';
import { packArchive } from '../archive/pack-archive.js';
import type { Transport } from '../connection/transport.js';
import { errorOf, statixErrorOf } from '@statix/contract/testing/expect-error';
import { cutAfter, FakeEngine, json, refuse } from '../testing/fake-engine.js';
import { stoppedContainer } from './stopped-container.js';

let engine: FakeEngine;
let transport: Transport;

beforeEach(async () => {
  engine = await FakeEngine.start();
  transport = await engine.transport();
});

afterEach(() => engine.stop());

const archive = () => packArchive([{ path: 'f', mode: 0o755, content: Buffer.from('content') }]);

describe('stoppedContainer', () => {
  test('puts an archive', async () => {
    engine.on(/PUT/, json(''));
    await stoppedContainer(transport, 'c1', undefined).putArchive('/work space', archive());
    const [put] = engine.requests;
    expect(put?.path).toBe('/containers/c1/archive');
    expect(put?.query.get('path')).toBe('/work space');
    expect(put?.body.equals(await buffer(archive()))).toBe(true);
  });

  test('gets a file', async () => {
    const bytes = await buffer(archive());
    engine.on(/GET/, (_request, response) => response.end(bytes));
    const file = await stoppedContainer(transport, 'c1', undefined).getFile('/f');
    expect([file.size, file.mode, await text(file.content)]).toEqual([7, 0o755, 'content']);
  });

  test('a file that is not there', async () => {
    engine.on(/GET/, refuse(404, 'Could not find the file'));
    const error = await statixErrorOf(stoppedContainer(transport, 'c1', undefined).getFile('/f'));
    expect(error.code).toBe('STATIX_CONTAINER_FILE_MISSING');
  });

  test('a connection that breaks within a file is an error of its content', async () => {
    const bytes = await buffer(
      packArchive([{ path: 'f', mode: 0o755, content: Buffer.alloc(100_000) }]),
    );
    engine.on(/GET/, cutAfter(bytes.subarray(0, 5_000)));
    const { content } = await stoppedContainer(transport, 'c1', undefined).getFile('/f');
    expect((await statixErrorOf(text(content))).code).toBe('STATIX_ENGINE_LOST');
  });

  test('an abort while files are put', async () => {
    engine.on(/PUT/, () => undefined);
    const controller = new AbortController();
    void engine.next(/PUT/).then(() => {
      controller.abort(new Error('enough'));
    });
    const put = stoppedContainer(transport, 'c1', controller.signal).putArchive('/', archive());
    expect(String(await errorOf(put))).toBe('Error: enough');
  });
});

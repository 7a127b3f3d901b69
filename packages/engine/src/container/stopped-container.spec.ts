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

  test.each([
    ['a program', { mode: 0o755 }, true],
    ['a folder', { mode: 0x8000_01ed }, false],
    ['a link', { mode: 0x0800_01ff }, false],
    ['a device', { mode: 0x0420_01b6 }, false],
    ['a FIFO', { mode: 0x0200_01a4 }, false],
    ['a program with the set-user-ID bit', { mode: 0x0080_01ed }, true],
  ])('looks at %s', async (_what, { mode }, isRegular) => {
    const stat = { name: 'f', size: 7, mode, mtime: '2026-11-29T01:02:03.004Z', linkTarget: '' };
    const header = Buffer.from(JSON.stringify(stat)).toString('base64');
    engine.on(/HEAD/, (_request, response) =>
      response.writeHead(200, { 'X-Docker-Container-Path-Stat': header }).end(),
    );
    const seen = await stoppedContainer(transport, 'c1', undefined).lookAt('/f');
    expect(seen).toEqual({ isRegular, size: 7, stamp: `7 ${mode} 1795914123.004000000` });
  });

  test('looks where there is nothing', async () => {
    engine.on(/HEAD/, (_request, response) => response.writeHead(404).end());
    expect(await stoppedContainer(transport, 'c1', undefined).lookAt('/f')).toBeUndefined();
  });

  test('fault: an engine that says nothing of what it looked at', async () => {
    engine.on(/HEAD/, (_request, response) => response.writeHead(200).end());
    const error = await statixErrorOf(stoppedContainer(transport, 'c1', undefined).lookAt('/f'));
    expect(error.code).toBe('STATIX_ENGINE_REFUSED');
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

import { Readable } from 'node:stream';
import * as z from 'zod';
import { errorOf, statixErrorOf } from '@statix/contract/testing/expect-error';
import { cutAfter, FakeEngine, json, refuse } from '../testing/fake-engine.js';
import { EngineRefusal } from './engine-refusal.js';
import type { Transport } from './transport.js';

let engine: FakeEngine;
let transport: Transport;

beforeEach(async () => {
  engine = await FakeEngine.start();
  transport = await engine.transport();
});

afterEach(() => engine.stop());

const call = { doing: 'test it', method: 'GET', path: '/thing' } as const;
const anything = z.unknown();

describe('Transport', () => {
  test('sends query and body apart, and no body where there is none', async () => {
    engine.on(/./, { ok: true });
    const query = { one: 'a b&c', many: ['x', 'y'] };
    const answer = await transport.json(
      { ...call, method: 'POST', query, body: { secret: 's' } },
      z.object({ ok: z.boolean() }),
    );
    expect(answer).toEqual({ ok: true });
    await transport.json({ ...call, method: 'POST' }, anything);
    const [first, second] = engine.requests;
    expect(first?.query.get('one')).toBe('a b&c');
    expect(first?.query.getAll('many')).toEqual(['x', 'y']);
    expect(first?.query.has('secret')).toBe(false);
    expect(first?.body.toString()).toBe('{"secret":"s"}');
    expect(second?.body.byteLength).toBe(0);
  });

  test.each([['user'], ['users'], ['usersx']])(
    'credentials for a registry are a header that Go decodes, padding and all: %s',
    async (username) => {
      engine.on(/./, {});
      const auth = { serveraddress: 'registry.example', username, password: '>>>???' };
      await transport.done({ ...call, method: 'POST', registryAuth: auth });
      const [request] = engine.requests;
      const header = String(request?.headers['x-registry-auth']);
      expect(header).toMatch(/^([A-Za-z0-9_-]{4})*([A-Za-z0-9_-]{2}==|[A-Za-z0-9_-]{3}=)?$/);
      expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual(auth);
      expect([...(request?.query ?? [])]).toEqual([]);
    },
  );

  test('an error status is a refusal with the engine’s words', async () => {
    engine.on(/./, refuse(409, 'it is in use'));
    const error = await statixErrorOf(transport.done(call));
    expect(error).toBeInstanceOf(EngineRefusal);
    expect(error).toMatchObject({
      code: 'STATIX_ENGINE_REFUSED',
      status: 409,
      why: 'it is in use',
    });
    expect(error.what).toContain('test it');
  });

  test('an error page of a proxy is quoted', async () => {
    engine.on(/./, (_request, response) => response.writeHead(502).end('<h1>Bad gateway</h1>'));
    expect((await statixErrorOf(transport.done(call))).why).toBe('<h1>Bad gateway</h1>');
  });

  test('a full disk has a code and remedies of its own', async () => {
    engine.on(/./, refuse(500, 'write /x: no space left on device'));
    const error = await statixErrorOf(transport.done(call));
    expect(error.code).toBe('STATIX_ENGINE_DISK_FULL');
    expect(error.remedies.map(({ snippet }) => snippet)).toContain('docker builder prune');
  });

  test('an answer of another form is a refusal', async () => {
    engine.on(/./, { other: 1 });
    const error = await statixErrorOf(transport.json(call, z.object({ Id: z.string() })));
    expect(error.code).toBe('STATIX_ENGINE_REFUSED');
  });

  test('a connection that breaks within a JSON answer is a lost engine', async () => {
    engine.on(/./, cutAfter('{"Id": "ab'));
    const error = await statixErrorOf(transport.json(call, anything));
    expect(error.code).toBe('STATIX_ENGINE_LOST');
    expect(error.why).toContain('test it');
  });

  test('a connection that breaks before an answer is a lost engine', async () => {
    engine.on(/./, (_request, response) => response.socket?.destroy());
    expect((await statixErrorOf(transport.done(call))).code).toBe('STATIX_ENGINE_LOST');
  });

  test('an engine that is gone is a lost engine', async () => {
    engine.die();
    expect((await statixErrorOf(transport.done(call))).code).toBe('STATIX_ENGINE_LOST');
  });

  test('a deadline is a lost engine', async () => {
    engine.on(/./, () => undefined);
    const error = await statixErrorOf(transport.done({ ...call, deadlineMilliseconds: 1 }));
    expect(error.code).toBe('STATIX_ENGINE_LOST');
    expect(error.why).toContain('no answer within');
  });

  test.each(['before the answer', 'within the answer'])(
    'an abort %s is its reason',
    async (when) => {
      engine.on(/./, (_request, response) => {
        if (when === 'within the answer') response.write('{');
      });
      const controller = new AbortController();
      const asked = engine.next(/./);
      const running = errorOf(transport.done({ ...call, signal: controller.signal }));
      await asked;
      controller.abort(new Error('enough'));
      expect(String(await running)).toBe('Error: enough');
    },
  );

  test('an upload that fails is its own error', async () => {
    engine.on(/./, {});
    const upload = Readable.from(
      (async function* () {
        yield Buffer.from('some');
        await Promise.reject(new Error('cannot read'));
      })(),
      { objectMode: false },
    );
    const error = await errorOf(transport.done({ ...call, method: 'PUT', upload }));
    expect(String(error)).toBe('Error: cannot read');
  });

  test('an upload is ended when the engine refuses', async () => {
    engine.on(/./, json({ message: 'no' }, 400));
    const upload = Readable.from([Buffer.from('some')], { objectMode: false });
    await errorOf(transport.done({ ...call, method: 'PUT', upload }));
    expect(upload.destroyed).toBe(true);
  });

  test('process-wide DOCKER_HOST does not reach the chosen address', async () => {
    const before = process.env['DOCKER_HOST'];
    process.env['DOCKER_HOST'] = 'tcp://127.0.0.1:1';
    try {
      engine.on(/./, { ok: true });
      expect(await (await engine.transport()).json(call, anything)).toEqual({ ok: true });
    } finally {
      if (before === undefined) delete process.env['DOCKER_HOST'];
      else process.env['DOCKER_HOST'] = before;
    }
  });
});

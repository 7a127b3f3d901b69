import type { Transport } from '../connection/transport.js';
import { errorOf, statixErrorOf } from '@statix/contract/testing/expect-error';
import {
  empty,
  FakeEngine,
  frame,
  json,
  refuse,
  type FakeHandler,
} from '../testing/fake-engine.js';
import type { ContainerIo, ContainerSpec } from './container-spec.js';
import { runContainer } from './run-container.js';

let engine: FakeEngine;
let transport: Transport;
let endAttach: () => void;

const owner = { host: 'a1', pid: 42, pidStarted: 'boot/7' };
const spec: ContainerSpec = {
  image: 'sha256:1',
  command: ['/program'],
  environment: {},
  purpose: 'test',
  network: 'none',
  limits: {},
};

const attachSaying = (...frames: Buffer[]): FakeHandler => {
  return (_request, response) => {
    response.writeHead(200);
    response.flushHeaders();
    for (const part of frames) response.write(part);
    endAttach = () => response.end();
  };
};

beforeEach(async () => {
  engine = await FakeEngine.start();
  transport = await engine.transport();
  engine
    .on(/POST \/containers\/create/, json({ Id: 'c1', Warnings: [] }, 201))
    .on(/POST \/containers\/c1\/attach/, attachSaying(frame(1, 'out'), frame(2, 'err')))
    .on(/POST \/containers\/c1\/start/, empty)
    .on(/POST \/containers\/c1\/wait/, (request, response) => {
      endAttach();
      json({ StatusCode: 0 })(request, response);
    })
    .on(/POST \/containers\/c1\/kill/, empty)
    .on(/GET \/containers\/c1\/json/, { State: { ExitCode: 0, OOMKilled: false } })
    .on(/DELETE \/containers\//, empty);
});

afterEach(() => engine.stop());

const run = (io: ContainerIo = {}) => runContainer(transport, owner, spec, io);
const steps = () => engine.requests.map(({ method, path }) => `${method} ${path}`);

/** The container ends in a way that makes its state be looked at. */
function killedBySomebody(): void {
  engine.on(/wait/, (request, response) => {
    endAttach();
    json({ StatusCode: 137 })(request, response);
  });
}

/** The container is removed by its name, which was known before it was made. */
function expectRemoved(): void {
  const { query } = engine.asked(/POST \/containers\/create/)[0]!;
  expect(query.get('name')).toMatch(/^statix-test-[0-9a-f]{12}$/);
  const removals = engine.asked(/DELETE/);
  expect(removals.map(({ path }) => path)).toEqual([`/containers/${query.get('name')!}`]);
  expect(Object.fromEntries(removals[0]!.query)).toEqual({ force: '1', v: '1' });
}

describe('runContainer', () => {
  test('attaches before it starts, waits, and removes', async () => {
    let [stdout, stderr] = ['', ''];
    const { result, value } = await run({
      stdout: (chunk) => (stdout += chunk.toString()),
      stderr: (chunk) => (stderr += chunk.toString()),
    });
    expect(result).toEqual({ exitCode: 0, oomKilled: false, timedOut: false });
    expect(value).toBeUndefined();
    expect([stdout, stderr]).toEqual(['out', 'err']);
    expect(steps().map((step) => step.replace(/statix-test-\w+/, 'NAME'))).toEqual([
      'POST /containers/create',
      'POST /containers/c1/attach',
      'POST /containers/c1/start',
      'POST /containers/c1/wait',
      'DELETE /containers/NAME',
    ]);
    expectRemoved();
  });

  test('the environment is in the body and not in the URL', async () => {
    await runContainer(transport, owner, { ...spec, environment: { TOKEN: 'secret' } }, {});
    const [create] = engine.asked(/create/);
    expect([...create!.query.keys()]).toEqual(['name']);
    expect(create!.body.toString()).toContain('TOKEN=secret');
  });

  test('before and after have the container while it does not run', async () => {
    const order: string[] = [];
    const { value } = await runContainer(
      transport,
      owner,
      spec,
      {},
      {
        before: async ({ id }) => {
          order.push(`before ${id} ${engine.asked(/start/).length}`);
        },
        after: async ({ id }, { exitCode }) => {
          order.push(`after ${id} ${engine.asked(/wait/).length} ${engine.asked(/DELETE/).length}`);
          return `value ${exitCode}`;
        },
      },
    );
    expect(order).toEqual(['before c1 0', 'after c1 1 0']);
    expect(value).toBe('value 0');
  });

  test.each(['before', 'after'])('removes when %s fails', async (step) => {
    const failing = { [step]: () => Promise.reject(new Error('mine')) };
    const error = await errorOf(runContainer(transport, owner, spec, {}, failing));
    expect(String(error)).toBe('Error: mine');
    expectRemoved();
  });

  test('an exit by a signal, and by the memory limit', async () => {
    engine
      .on(/wait/, (request, response) => {
        endAttach();
        json({ StatusCode: 137 })(request, response);
      })
      .on(/GET \/containers\/c1\/json/, (request, response) => {
        // The engine learns of it a moment after the end.
        const OOMKilled = engine.asked(/GET \/containers\/c1\/json/).length > 1;
        json({ State: { ExitCode: 137, OOMKilled } })(request, response);
      });
    expect((await run()).result).toEqual({
      exitCode: 137,
      signal: 'SIGKILL',
      oomKilled: true,
      timedOut: false,
    });
  });

  /** By SIGKILL, and the container says nothing of memory. */
  function killed(): void {
    engine
      .on(/wait/, (request, response) => {
        endAttach();
        json({ StatusCode: 137 })(request, response);
      })
      .on(/GET \/containers\/c1\/json/, { State: { ExitCode: 137, OOMKilled: false } })
      .on(/GET \/info/, { SystemTime: '2026-11-21T09:46:01.5Z' });
  }

  test('fault: the engine has forgotten that memory ran out, and has an event of it', async () => {
    killed();
    engine.on(/GET \/events/, { Type: 'container', Action: 'oom', Actor: { ID: 'c1' } });
    expect((await run()).result).toMatchObject({ signal: 'SIGKILL', oomKilled: true });
    const [asked] = engine.asked(/GET \/events/);
    expect(Object.fromEntries(asked?.query ?? [])).toEqual({
      since: '1',
      until: '1795254361.500',
      filters: '{"container":["c1"],"event":["oom"]}',
    });
  });

  test.each<[string, FakeHandler]>([
    ['knows nothing of memory', (_request, response) => response.writeHead(200).end()],
    [
      'tells of other things',
      json({ Type: 'container', Action: 'die', Actor: { ID: 'c1' }, message: 'oom' }),
    ],
    ['tells of another container', json({ Action: 'oom', Actor: { ID: 'c2' } })],
    ['does not say', refuse(501, 'no events')],
  ])('killed, and the engine %s', async (_what, events) => {
    killed();
    engine.on(/GET \/events/, events);
    expect((await run()).result).toMatchObject({ signal: 'SIGKILL', oomKilled: false });
  });

  test('an exit by a signal that has nothing to do with memory', async () => {
    engine.on(/wait/, (request, response) => {
      endAttach();
      json({ StatusCode: 139 })(request, response);
    });
    expect((await run()).result).toMatchObject({ signal: 'SIGSEGV', oomKilled: false });
    expect(engine.asked(/GET \/containers\/c1\/json/)).toEqual([]);
  });

  test('a program that cannot be started is a result', async () => {
    engine
      .on(/start/, refuse(400, 'exec /program: exec format error'))
      .on(/GET \/containers\/c1\/json/, { State: { ExitCode: 126 } });
    expect((await run()).result).toEqual({
      exitCode: 126,
      oomKilled: false,
      timedOut: false,
      startError: 'exec /program: exec format error',
    });
    expect(engine.asked(/wait/)).toEqual([]);
    expectRemoved();
  });

  test.each([409, 500])(
    'a program that cannot be started, as Podman says it (%i)',
    async (status) => {
      engine.on(/attach/, refuse(status, 'preparing container c1 for attach: no such file'));
      expect((await run()).result).toEqual({
        exitCode: 127,
        oomKilled: false,
        timedOut: false,
        startError: 'preparing container c1 for attach: no such file',
      });
      expect(engine.asked(/start/)).toEqual([]);
      expectRemoved();
    },
  );

  test.each([
    ['there is no image', /create/, refuse(404, 'no such image')],
    ['the container is gone at its start', /start/, refuse(404, 'no such container')],
    ['the engine’s disk is full', /start/, refuse(500, 'no space left on device')],
    ['output cannot be followed', /attach/, refuse(500, 'no')],
  ])('when %s it throws, and removes', async (_what, route, handler) => {
    engine.on(route, handler);
    expect((await statixErrorOf(run())).code).toMatch(/^STATIX_ENGINE_(REFUSED|DISK_FULL)$/);
    expectRemoved();
  });

  test('after the time-out it is killed, which ends the waiting', async () => {
    engine.on(/wait/, (request, response) => {
      void engine.next(/kill/).then(() => {
        endAttach();
        json({ StatusCode: 137 })(request, response);
      });
    });
    const { result } = await run({ timeoutMilliseconds: 1 });
    expect(result).toMatchObject({ exitCode: 137, signal: 'SIGKILL', timedOut: true });
    expect(engine.asked(/kill/)[0]?.query.get('signal')).toBe('SIGKILL');
    expectRemoved();
  });

  test('a kill that the engine refuses is an error, not an endless wait', async () => {
    engine.on(/wait/, () => undefined).on(/kill/, refuse(500, 'cannot kill'));
    const error = await statixErrorOf(run({ timeoutMilliseconds: 1 }));
    expect(error.why).toBe('cannot kill');
    expectRemoved();
  });

  test.each([
    ['during create', /create/],
    ['during attach', /attach/],
    ['during start', /start/],
    ['during wait', /wait/],
    ['during inspect', /GET \/containers\/c1\/json/],
  ])('an abort %s is its reason, and removes', async (_when, route) => {
    const controller = new AbortController();
    void engine.next(route).then(() => {
      controller.abort(new Error('enough'));
    });
    killedBySomebody();
    if (!route.test('POST /containers/create')) engine.on(route, () => undefined);
    expect(String(await errorOf(run({ signal: controller.signal })))).toBe('Error: enough');
    expectRemoved();
  });

  test('an abort removes at once, under the hands of a step', async () => {
    const controller = new AbortController();
    const removed = engine.next(/DELETE/);
    const running = runContainer(
      transport,
      owner,
      spec,
      { signal: controller.signal },
      {
        before: async () => {
          controller.abort(new Error('enough'));
          await removed;
        },
      },
    );
    expect(String(await errorOf(running))).toBe('Error: enough');
    expectRemoved();
  });

  test('an abort before anything begins asks the engine nothing', async () => {
    const signal = AbortSignal.abort(new Error('before'));
    expect(String(await errorOf(run({ signal })))).toBe('Error: before');
    expect(engine.requests).toEqual([]);
  });

  test.each([/create/, /attach/, /start/, /wait/, /GET \/containers\/c1\/json/, /DELETE/])(
    'an engine that dies at %s is a lost engine',
    async (route) => {
      killedBySomebody();
      engine.on(route, () => {
        engine.die();
      });
      expect((await statixErrorOf(run())).code).toBe('STATIX_ENGINE_LOST');
    },
  );

  test('an engine that dies within the answer to wait is a lost engine', async () => {
    engine.on(/wait/, (_request, response) => {
      // Docker sends the head of this answer at once and the rest when the container has ended.
      response.writeHead(200);
      response.flushHeaders();
      setImmediate(() => {
        engine.die();
      });
    });
    expect((await statixErrorOf(run())).code).toBe('STATIX_ENGINE_LOST');
  });

  test('output that is no output of an engine ends the run, and removes', async () => {
    engine.on(/attach/, attachSaying(Buffer.from('no frames here'))).on(/wait/, () => undefined);
    expect((await statixErrorOf(run())).code).toBe('STATIX_ENGINE_PROTOCOL');
    expectRemoved();
  });

  test('an error of who takes the output ends the run, and removes', async () => {
    engine.on(/wait/, () => undefined);
    const stdout = (): void => {
      throw new Error('mine');
    };
    // Not a lost engine: the engine did nothing wrong.
    expect(String(await errorOf(run({ stdout })))).toBe('Error: mine');
    expectRemoved();
  });

  test('attack: endless output: nothing more is taken while a sink is busy', async () => {
    engine.on(
      /attach/,
      attachSaying(...Array.from({ length: 200 }, () => frame(1, 'x'.repeat(9)))),
    );
    let [active, most, seen] = [0, 0, 0];
    const sink = async (chunk: Buffer): Promise<void> => {
      active += 1;
      most = Math.max(most, active);
      seen += chunk.byteLength;
      await new Promise(setImmediate);
      active -= 1;
    };
    await run({ stdout: sink, stderr: sink });
    expect([most, seen]).toEqual([1, 1800]);
  });

  test('an error of a sink that comes later ends the run, and removes', async () => {
    engine.on(/wait/, () => undefined);
    const stdout = () => Promise.reject(new Error('mine'));
    expect(String(await errorOf(run({ stdout })))).toBe('Error: mine');
    expectRemoved();
  });

  test('fault: an abort while a sink waits for what never comes', async () => {
    engine.on(/wait/, () => undefined);
    const controller = new AbortController();
    const stdout = () => {
      controller.abort(new Error('enough'));
      return new Promise<void>(() => undefined);
    };
    expect(String(await errorOf(run({ stdout, signal: controller.signal })))).toBe('Error: enough');
    expectRemoved();
  });

  test('an engine that refuses a connection for input', async () => {
    engine.refuseUpgrades(500);
    const error = await statixErrorOf(run({ stdin: Buffer.from('secret') }));
    expect(error).toMatchObject({ code: 'STATIX_ENGINE_REFUSED', why: 'no', status: 500 });
    expect(engine.asked(/start/)).toEqual([]);
    expectRemoved();
  });

  test('a connection for input that breaks is a lost engine', async () => {
    engine.on(/start/, () => {
      engine.die();
    });
    const error = await statixErrorOf(run({ stdin: Buffer.from('secret') }));
    expect(error.code).toBe('STATIX_ENGINE_LOST');
  });

  test('somebody else removed it meanwhile', async () => {
    engine.on(/DELETE/, refuse(409, 'removal is already in progress'));
    expect((await run()).result.exitCode).toBe(0);
  });
});

import type { StatixError } from '@statix/contract';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { empty, FakeEngine, frame, json, refuse } from '../testing/fake-engine.js';
import { withRunningContainer } from './running-container.js';

let engine: FakeEngine;

beforeEach(async () => {
  engine = await FakeEngine.start();
  engine
    .on(/POST \/containers\/create/, json({ Id: 'c1', Warnings: [] }, 201))
    .on(/POST \/containers\/c1\/start/, empty)
    .on(/DELETE \/containers\//, empty);
});

afterEach(() => engine.stop());

const owner = { host: 'a1', pid: 42, pidStarted: 'boot/7' };
const spec = {
  image: 'sha256:1',
  command: ['/wait'],
  environment: {},
  purpose: 'test',
  network: 'none',
  limits: {},
} as const;

test.each([
  ['Docker', refuse(409, 'Container c1 is not running')],
  [
    'Podman',
    refuse(500, 'can only create exec sessions on running containers: container state improper'),
  ],
])(
  'fault: a command meets the end of the container before who waits for that has heard of it (%s)',
  async (_engine, notRunning) => {
    const endContainer = endOnDemand();
    engine.on(/POST \/containers\/c1\/exec/, (request, response) => {
      notRunning(request, response);
      response.on('finish', endContainer);
    });
    expect(await meetTheEnd()).toMatchObject(ENDED);
  },
);

test('fault: the engine starts nothing in a container that it does not know to have ended', async () => {
  const endContainer = endOnDemand();
  engine
    .on(/POST \/containers\/c1\/exec/, json({ Id: 'e1' }, 201))
    .onUpgrade(/POST \/exec\/e1\/start/, (_request, connection) => {
      connection.end(frame(1, 'OCI runtime exec failed: cannot exec in a stopped container'));
    })
    .on(/GET \/exec\/e1\/json/, (request, response) => {
      json({ Running: false, ExitCode: 126, Pid: 0 })(request, response);
      response.on('finish', endContainer);
    });
  expect(await meetTheEnd()).toMatchObject(ENDED);
});

test('fault: the container ends while the engine is asked how a command ended', async () => {
  const endContainer = endOnDemand();
  engine
    .on(/POST \/containers\/c1\/exec/, json({ Id: 'e1' }, 201))
    .onUpgrade(/POST \/exec\/e1\/start/, (_request, connection) => connection.end())
    .on(/GET \/exec\/e1\/json/, (request, response) => {
      json({ Running: true, ExitCode: null, Pid: 7 })(request, response);
      response.on('finish', endContainer);
    });
  expect(await meetTheEnd()).toMatchObject(ENDED);
});

/** The engine says that the container has ended when the returned function is called. */
function endOnDemand(): () => void {
  let end = (): void => undefined;
  engine.on(/POST \/containers\/c1\/wait/, (request, response) => {
    end = () => {
      json({ StatusCode: 137 })(request, response);
    };
  });
  return () => {
    end();
  };
}

const ENDED = {
  code: 'STATIX_CONTAINER_ENDED',
  why: 'What keeps it running ended with exit code 137.',
};

async function meetTheEnd(): Promise<StatixError> {
  const waiting = engine.next(/wait/);
  return statixErrorOf(
    withRunningContainer(
      await engine.transport(),
      owner,
      { ...spec, command: [...spec.command] },
      {},
      async (container) => {
        await waiting;
        return container.exec({ command: ['/hello'], environment: {} }, {});
      },
    ),
  );
}

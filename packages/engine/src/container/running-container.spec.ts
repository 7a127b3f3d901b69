import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { empty, FakeEngine, json, refuse } from '../testing/fake-engine.js';
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

test('fault: a command meets the end of the container before who waits for that has heard of it', async () => {
  let endContainer = (): void => undefined;
  engine
    .on(/POST \/containers\/c1\/wait/, (request, response) => {
      endContainer = () => {
        json({ StatusCode: 137 })(request, response);
      };
    })
    .on(/POST \/containers\/c1\/exec/, (request, response) => {
      refuse(409, 'Container c1 is not running')(request, response);
      response.on('finish', endContainer);
    });
  const waiting = engine.next(/wait/);
  const error = await statixErrorOf(
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
  expect(error).toMatchObject({
    code: 'STATIX_CONTAINER_ENDED',
    why: 'What keeps it running ended with exit code 137.',
  });
});

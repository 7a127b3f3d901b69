import { join } from 'node:path';
import { errorOf, statixErrorOf } from '@statix/contract/testing/expect-error';
import { FakeEngine, refuse } from './testing/fake-engine.js';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { socketAddress } from './address/engine-address.js';
import { connectEngine } from './connect-engine.js';
import { engineNotFound } from './connection/engine-not-found.js';

const newFolder = temporaryFolders();
let fake: FakeEngine;

beforeEach(async () => {
  fake = await FakeEngine.start();
});

afterEach(() => fake.stop());

describe('connectEngine', () => {
  test('connects to the engine that answers', async () => {
    fake.on(/GET \/_ping/, (_request, response) => response.end('OK'));
    const DOCKER_HOST = `unix://${fake.socketPath}`;
    expect((await connectEngine({ env: { DOCKER_HOST } })).address).toBe(DOCKER_HOST);
  });

  test('lists what was tried and how it failed', async () => {
    const DOCKER_HOST = `unix://${join(newFolder(), 'none.sock')}`;
    const error = await statixErrorOf(connectEngine({ env: { DOCKER_HOST } }));
    expect(error.code).toBe('STATIX_ENGINE_NOT_FOUND');
    expect(error.excerpt).toEqual([`${DOCKER_HOST} (DOCKER_HOST): no such socket`]);
  });

  test('something that is no engine is not connected to', async () => {
    fake.on(/./, refuse(404, 'what?'));
    const env = { DOCKER_HOST: `unix://${fake.socketPath}` };
    const error = await statixErrorOf(connectEngine({ env }));
    expect(error.excerpt[0]).toContain('status 404');
  });

  test('an abort ends the search', async () => {
    fake.on(/./, () => undefined);
    const controller = new AbortController();
    const asked = fake.next(/_ping/);
    const env = { DOCKER_HOST: `unix://${fake.socketPath}` };
    const connecting = errorOf(connectEngine({ env, signal: controller.signal }));
    await asked;
    controller.abort(new Error('enough'));
    expect(String(await connecting)).toBe('Error: enough');
  });
});

describe('engineNotFound', () => {
  const address = socketAddress('/var/run/docker.sock');
  const attempt = { source: 'Docker', address, message: 'm' };

  test('without permission the group comes first', () => {
    const error = engineNotFound([{ ...attempt, code: 'EACCES' }]);
    expect(error.excerpt).toEqual(['unix:///var/run/docker.sock (Docker): permission denied']);
    expect(error.remedies[0]?.snippet).toContain('usermod -aG docker');
  });

  test('otherwise an engine has to be installed', () => {
    const error = engineNotFound([{ ...attempt, code: 'ENOENT' }]);
    expect(error.remedies[0]?.snippet).toContain('apt-get install docker.io');
  });

  test('an unknown code is told in the system’s words', () => {
    expect(engineNotFound([{ ...attempt, code: 'EWHAT' }]).excerpt[0]).toMatch(/: m$/);
  });
});

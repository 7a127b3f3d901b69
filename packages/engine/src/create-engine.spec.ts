import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { createEngine } from './create-engine.js';
import { FakeEngine, refuse } from './testing/fake-engine.js';

let fake: FakeEngine;

beforeEach(async () => {
  fake = await FakeEngine.start();
});

afterEach(() => fake.stop());

const info = {
  ID: 'ABCD',
  Name: 'host',
  DockerRootDir: '/var/lib/docker',
  ServerVersion: '29.0.0',
  SystemTime: '2026-11-21T09:46:01.123456789Z',
  OSType: 'linux',
  Architecture: 'x86_64',
  NCPU: 2,
  MemTotal: 4096,
};

test('what stays the same is asked once, and again only if it was not told; the clock each time', async () => {
  const engine = createEngine(await fake.transport(), {});
  fake.on(/\/version/, {}).on(/\/info/, refuse(500, 'just starting'));
  expect((await statixErrorOf(engine.facts())).why).toBe('just starting');

  fake.on(/\/info/, info);
  const [first, second] = await Promise.all([engine.facts(), engine.facts()]);
  expect(second).toBe(first);
  expect(await engine.facts()).toBe(first);
  expect(fake.asked(/GET \/info/)).toHaveLength(2);

  await engine.clock();
  expect(await engine.clock()).toEqual(new Date('2026-11-21T09:46:01.123Z'));
  expect(fake.asked(/GET \/info/)).toHaveLength(4);
  expect(fake.asked(/GET \/version/)).toHaveLength(2);
});

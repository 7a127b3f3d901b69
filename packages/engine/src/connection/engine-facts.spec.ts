import type { Transport } from './transport.js';
import { FakeEngine } from '../testing/fake-engine.js';
import { readEngineClock, readEngineFacts } from './engine-facts.js';

let engine: FakeEngine;
let transport: Transport;

beforeEach(async () => {
  engine = await FakeEngine.start();
  transport = await engine.transport();
});

afterEach(() => engine.stop());

const info = {
  ID: 'ABCD:EFGH',
  Name: 'host',
  DockerRootDir: '/var/lib/docker',
  ServerVersion: '29.0.0',
  SystemTime: '2026-11-21T09:46:01.123456789Z',
  OSType: 'linux',
  Architecture: 'x86_64',
  NCPU: 2,
  MemTotal: 4096,
  SecurityOptions: ['name=seccomp,profile=default', 'name=rootless'],
};

test('Docker', async () => {
  engine.on(/\/info/, info).on(/\/version/, { Components: [{ Name: 'Engine' }] });
  expect(await readEngineFacts(transport)).toEqual({
    id: 'ABCD:EFGH',
    name: 'Docker',
    version: '29.0.0',
    builder: 'buildkit',
    system: 'linux',
    architecture: 'x86_64',
    cpus: 2,
    memoryBytes: 4096,
    limitsMemory: true,
    rootless: true,
    rootDirectory: '/var/lib/docker',
  });
});

test.each([
  ['rootless Podman on cgroup v1', { CgroupVersion: '1' }, false],
  ['rootless Podman on cgroup v2', { CgroupVersion: '2' }, true],
  ['Podman on cgroup v1', { CgroupVersion: '1', SecurityOptions: null }, true],
  ['one that says it cannot', { CgroupVersion: '2', MemoryLimit: false }, false],
])('%s limits memory: %s', async (_engine, change, limitsMemory) => {
  engine
    .on(/\/info/, { ...info, MemoryLimit: true, ...change })
    .on(/\/version/, { Components: [{ Name: 'Podman Engine' }] });
  expect((await readEngineFacts(transport)).limitsMemory).toBe(limitsMemory);
});

test('its clock', async () => {
  engine.on(/\/info/, info);
  expect(await readEngineClock(transport)).toEqual(new Date('2026-11-21T09:46:01.123Z'));
});

test('Podman, whose ID is another each time', async () => {
  engine
    .on(/\/info/, { ...info, ID: 'random', SecurityOptions: null })
    .on(/\/version/, { Components: [{ Name: 'Podman Engine' }] });
  expect(await readEngineFacts(transport)).toMatchObject({
    id: 'podman:host:/var/lib/docker',
    name: 'Podman',
    builder: 'buildah',
    rootless: false,
  });
});

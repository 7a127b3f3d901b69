import { containerCreateRequest } from './container-create-request.js';
import type { ContainerSpec } from './container-spec.js';

const owner = { host: 'a1', pid: 42, pidStarted: 'boot/7' };

function create(change: Partial<ContainerSpec> = {}) {
  const spec: ContainerSpec = {
    image: 'sha256:1',
    command: ['/bin/program', '--flag', 'a b'],
    environment: {},
    purpose: 'build',
    network: 'none',
    limits: {},
    ...change,
  };
  return containerCreateRequest(spec, owner, 'f00d');
}

/** The largest spec that there is: nothing in it may loosen a rule. */
const everything: Partial<ContainerSpec> = {
  environment: { HOME: '/home', EMPTY: '' },
  workingDirectory: '/workspace',
  user: '1000:1000',
  volumes: [
    { volume: 'statix-cargo', target: '/cargo', readOnly: true },
    { volume: 'statix-target', target: '/target' },
  ],
  tmpfs: { '/tmp': 'rw,size=1m' },
  network: 'bridge',
  readOnlyRoot: true,
  init: false,
  limits: { pids: 7, memoryBytes: 1024, cpus: 1.5 },
  platform: 'linux/amd64',
};

describe.each([
  ['the smallest spec', {}],
  ['the largest spec', everything],
])('security of %s', (_what, change) => {
  const { body } = create(change);
  const host: Record<string, unknown> = body.HostConfig;

  test.each([
    ['is not privileged', host['Privileged'], false],
    ['has no capability', host['CapDrop'], ['ALL']],
    ['adds none', host['CapAdd'], undefined],
    ['cannot gain any', host['SecurityOpt'], ['no-new-privileges']],
    ['has no bind mount', host['Binds'], undefined],
    ['has no volumes of others', host['VolumesFrom'], undefined],
    ['has no device', host['Devices'], undefined],
    ['has no device rule', host['DeviceCgroupRules'], undefined],
    ['has no device request', host['DeviceRequests'], undefined],
    ['is not in the host’s process namespace', host['PidMode'], undefined],
    ['is not in the host’s UTS namespace', host['UTSMode'], undefined],
    ['is not in the host’s user namespace', host['UsernsMode'], undefined],
    ['is not in the host’s cgroup namespace', host['CgroupnsMode'], 'private'],
    ['has a host name that says nothing', body.Hostname, 'statix'],
    ['has no domain', body.Domainname, ''],
    ['has no input', body.OpenStdin, false],
    ['shares memory with nobody', host['IpcMode'], 'private'],
    ['publishes no port', host['PortBindings'], undefined],
    ['shows all of /proc only as the engine does', host['MaskedPaths'], undefined],
    ['has no group beside its user’s', host['GroupAdd'], undefined],
    ['leaves no log on the engine’s disk', host['LogConfig'], { Type: 'none', Config: {} }],
    ['is never started again', host['RestartPolicy'], { Name: 'no' }],
    ['has no terminal', body.Tty, false],
    ['has no standard input', body.OpenStdin, false],
    ['has no health check', body.Healthcheck, { Test: ['NONE'] }],
  ])('%s', (_rule, actual, expected) => {
    expect(actual).toEqual(expected);
  });

  test('is in the network that was asked for and in no other', () => {
    expect(host['NetworkMode']).toBe('network' in change ? 'bridge' : 'none');
    expect(body).not.toHaveProperty('NetworkingConfig');
  });

  test('mounts volumes by name only', () => {
    for (const mount of body.HostConfig.Mounts) {
      expect(mount.Type).toBe('volume');
      expect(mount.Source).toMatch(/^[\w.-]+$/);
    }
  });

  test('has a limit on processes', () => {
    expect(body.HostConfig.PidsLimit).toBeGreaterThan(0);
  });

  test('says whose it is', () => {
    expect(body.Labels).toEqual({
      'dev.statix.run': 'f00d',
      'dev.statix.purpose': 'build',
      'dev.statix.host': 'a1',
      'dev.statix.pid': '42',
      'dev.statix.pid-started': 'boot/7',
    });
  });
});

describe('containerCreateRequest', () => {
  test('names the container by purpose and run', () => {
    expect(create().name).toBe('statix-build-f00d');
    expect(create().platform).toBeUndefined();
    expect(create(everything).platform).toBe('linux/amd64');
  });

  test('the program takes the place of the image’s entry point', () => {
    const { body } = create();
    expect(body.Image).toBe('sha256:1');
    expect(body.Entrypoint).toEqual(['/bin/program']);
    expect(body.Cmd).toEqual(['--flag', 'a b']);
  });

  test('every option reaches the container', () => {
    const { body } = create(everything);
    expect(body).toMatchObject({
      Env: ['HOME=/home', 'EMPTY='],
      WorkingDir: '/workspace',
      User: '1000:1000',
      HostConfig: {
        ReadonlyRootfs: true,
        Init: false,
        PidsLimit: 7,
        Memory: 1024,
        MemorySwap: 1024,
        NanoCpus: 1_500_000_000,
        Mounts: [
          { Type: 'volume', Source: 'statix-cargo', Target: '/cargo', ReadOnly: true },
          { Type: 'volume', Source: 'statix-target', Target: '/target', ReadOnly: false },
        ],
        Tmpfs: { '/tmp': 'rw,size=1m' },
      },
    });
  });

  test('what is left out is left to the image, or is the safe choice', () => {
    const { body } = create();
    expect(body).not.toHaveProperty('User');
    expect(body).not.toHaveProperty('WorkingDir');
    expect(body.HostConfig).toMatchObject({ Init: true, ReadonlyRootfs: false, PidsLimit: 4096 });
    expect(body.HostConfig).not.toHaveProperty('Memory');
    expect(body.HostConfig).not.toHaveProperty('NanoCpus');
  });

  test('an ssh agent is a read-only socket, and the only path of the host', () => {
    const { body } = create({
      ...everything,
      sshAgent: { socket: '/run/user/1000/agent', target: '/run/agent' },
    });
    expect(body.HostConfig.Mounts.filter(({ Type }) => Type !== 'volume')).toEqual([
      { Type: 'bind', Source: '/run/user/1000/agent', Target: '/run/agent', ReadOnly: true },
    ]);
    expect(() => create({ sshAgent: { socket: 'agent', target: '/x' } })).toThrow(
      expect.objectContaining({ code: 'STATIX_CONTAINER_SPEC_REFUSED' }),
    );
  });

  test.each(['/etc', './x', '../x', 'a/b', '', 'x'])('the volume %j is refused', (volume) => {
    expect(() => create({ volumes: [{ volume, target: '/x' }] })).toThrow(
      expect.objectContaining({ code: 'STATIX_CONTAINER_SPEC_REFUSED' }),
    );
  });

  test.each([{ command: [] }, { purpose: 'no purpose' }, { purpose: '' }])(
    '%j is refused',
    (bad) => {
      expect(() => create(bad)).toThrow(
        expect.objectContaining({ code: 'STATIX_CONTAINER_SPEC_REFUSED' }),
      );
    },
  );
});

test('a terminal takes no rule away', () => {
  const spec: ContainerSpec = {
    ...{ image: 'sha256:1', command: ['bash'], environment: {}, purpose: 'shell' },
    ...{ network: 'none', limits: {} },
  };
  const terminal = { hasInput: true, hasTerminal: true };
  const { body } = containerCreateRequest(spec, owner, 'f00d', terminal);
  const { body: without } = containerCreateRequest(spec, owner, 'f00d');
  expect(body).toMatchObject({ Tty: true, OpenStdin: true, StdinOnce: true, AttachStdin: true });
  expect(body.HostConfig).toEqual(without.HostConfig);
  expect(without.Tty).toBe(false);
});

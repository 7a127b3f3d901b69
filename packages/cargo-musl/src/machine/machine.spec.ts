import { readMachine } from './machine.js';

const user = { uid: 1000, gid: 1000 };

test('nothing set: cargo decides the jobs, only processes are limited', () => {
  expect(readMachine({}, user)).toEqual({
    ...user,
    jobs: undefined,
    limits: { pids: 8192 },
    trustScope: 'local',
    sharing: 'scope',
    compilerCache: true,
    fetch: 'container',
    sshAgent: false,
    cacheLimit: 53_687_091_200,
    cacheDir: undefined,
  });
});

test('every variable is read', () => {
  const env = {
    STATIX_JOBS: '3',
    STATIX_MEMORY: '1.5g',
    STATIX_CPUS: '0.5',
    STATIX_TRUST_SCOPE: 'refs/heads/x',
    STATIX_SHARING: 'closure',
    STATIX_COMPILER_CACHE: 'off',
    STATIX_FETCH: 'host',
    STATIX_SSH_AGENT: '1',
    STATIX_CACHE_LIMIT: '2g',
    STATIX_CACHE_DIR: '/var/cache/statix',
    STATIX_CACHE_DIR_SCOPE: 'refs/heads/main',
    STATIX_CACHE_DIR_LIMIT: '1g',
  };
  expect(readMachine(env, user)).toEqual({
    ...user,
    jobs: 3,
    limits: { pids: 8192, memoryBytes: 1_610_612_736, cpus: 0.5 },
    trustScope: 'refs/heads/x',
    sharing: 'closure',
    compilerCache: false,
    fetch: 'host',
    sshAgent: true,
    cacheLimit: 2_147_483_648,
    cacheDir: {
      folder: '/var/cache/statix',
      scope: 'refs/heads/main',
      limit: 1_073_741_824,
      compilerCache: false,
    },
  });
});

test.each([
  ['512m', 536_870_912],
  ['64K', 65_536],
  ['1000', 1000],
  ['2GB', 2_147_483_648],
])('STATIX_MEMORY=%s', (text, bytes) => {
  expect(readMachine({ STATIX_MEMORY: text }, user).limits.memoryBytes).toBe(bytes);
});

test.each([
  { STATIX_MEMORY: 'much' },
  { STATIX_JOBS: '0' },
  { STATIX_CPUS: '-1' },
  { STATIX_JOBS: 'two' },
  { STATIX_SHARING: 'all' },
  { STATIX_COMPILER_CACHE: 'maybe' },
  { STATIX_FETCH: 'me' },
  { STATIX_SSH_AGENT: 'yes' },
  { STATIX_CACHE_DIR: 'cache' },
  { STATIX_CACHE_DIR_LIMIT: 'much', STATIX_CACHE_DIR: '/cache' },
])('%p is refused by name', (env) => {
  const [name] = Object.keys(env);
  expect(() => readMachine(env, user)).toThrow(
    expect.objectContaining({
      code: 'STATIX_ENVIRONMENT_INVALID',
      what: expect.stringContaining(name!) as string,
    }),
  );
});

test('a folder that outlives the machine is of the own trust scope where nothing else is said', () => {
  const env = { STATIX_CACHE_DIR: '/cache', STATIX_TRUST_SCOPE: 'refs/heads/x', CI: 'true' };
  expect(readMachine(env, user).cacheDir).toEqual({
    folder: '/cache',
    scope: 'refs/heads/x',
    limit: 4_294_967_296,
    compilerCache: true,
  });
});

test('attack: who takes from nobody takes nothing from such a folder', () => {
  const env = { STATIX_CACHE_DIR: '/cache', STATIX_SHARING: 'none' };
  expect(readMachine(env, user).cacheDir).toBeUndefined();
});

test.each([
  [{}, true],
  [{ CI: 'true' }, false],
  [{ CI: 'false' }, true],
  [{ CI: 'true', STATIX_COMPILER_CACHE: 'on' }, true],
])('the compiler keeps its results where volumes outlive a build: %j', (env, keeps) => {
  expect(readMachine(env, user).compilerCache).toBe(keeps);
});

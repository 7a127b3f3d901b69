import { machineFindings } from './machine-findings.js';
import type { MachineFacts } from './machine-facts.js';

const good: MachineFacts = {
  engine: {
    address: 'unix:///var/run/docker.sock',
    name: 'Docker',
    version: '27.3.1',
    architecture: 'x86_64',
    cpus: 8,
    memoryBytes: 32e9,
    rootless: false,
    diskFreeBytes: 200e9,
    clockSkewMilliseconds: 12,
  },
  engineSystem: 'linux',
  engineProblem: undefined,
  volumes: [],
  certificates: { variable: undefined, path: undefined, problem: undefined, count: 0 },
  proxies: {},
  buildVariables: [],
  hostArchitecture: 'x64',
  hostPlatform: 'linux',
};

const image = {
  identity: { reference: 'statix.local/statix:abc' },
  offer: undefined,
  knownFrom: 'contract',
  presence: 'own',
  comesFrom: 'recipe',
} as unknown as NonNullable<Parameters<typeof machineFindings>[1]>;

const lines = (facts: Partial<MachineFacts>, its: typeof image | undefined = image): string[] =>
  machineFindings({ ...good, ...facts }, its).map(({ severity, code }) => `${severity} ${code}`);
const engine = (facts: Partial<NonNullable<MachineFacts['engine']>>): Partial<MachineFacts> => ({
  engine: { ...good.engine!, ...facts },
});

test('a good machine', () => {
  expect(lines({})).toEqual([]);
});

test.each([
  ['Docker 19.03', { version: '19.03.15' }, 'error engine-too-old'],
  ['an arm64 engine', { architecture: 'aarch64' }, 'warning emulated'],
  ['little memory', { memoryBytes: 1e9 }, 'warning little-memory'],
  ['many processors and little memory', { cpus: 64 }, 'warning little-memory'],
  ['little disk', { diskFreeBytes: 8e9 }, 'warning little-disk'],
  ['hardly any disk', { diskFreeBytes: 1e9 }, 'error little-disk'],
  ['a clock that is slow', { clockSkewMilliseconds: -60_000 }, 'warning clock-skew'],
])('%s', (_, facts, expected) => {
  expect(lines(engine(facts))).toEqual([expected]);
});

test('an engine that cannot run the image', () => {
  expect(lines({ engineSystem: 'windows' })).toEqual(['error engine-unsuitable']);
  expect(lines(engine({ architecture: 's390x' }))).toEqual(['error engine-unsuitable']);
});

test('what cannot be seen is no finding', () => {
  expect(lines(engine({ diskFreeBytes: null, version: '20.10.24+dfsg1' }))).toEqual([]);
  expect(lines(engine({ name: 'Podman', version: '5.4.0' }))).toEqual([]);
});

test('the image: to be made, not ours, not defined', () => {
  expect(lines({}, { ...(image as object), presence: 'absent' } as typeof image)).toEqual([
    'note image-to-be-made',
  ]);
  expect(lines({}, { ...(image as object), presence: 'foreign' } as typeof image)).toEqual([
    'error image-foreign',
  ]);
  expect(machineFindings(good, undefined).map(({ code }) => code)).toEqual(['image-not-defined']);
});

test('certificates, proxies, variables of the shell, volumes', () => {
  const certificates = { variable: 'SSL_CERT_FILE', path: '/gone.pem', count: 0 };
  expect(lines({ certificates: { ...certificates, problem: 'unreadable' } })).toEqual([
    'warning ca-bundle',
  ]);
  expect(lines({ proxies: { HTTPS_PROXY: 'http://localhost:3128' } })).toEqual([
    'warning proxy-of-this-machine-only',
    'note proxy-without-ca-bundle',
  ]);
  expect(lines({ buildVariables: ['RUSTFLAGS'] })).toEqual(['note shell-not-used']);
  expect(lines({ volumes: [{ name: 'v', workspace: null, sizeBytes: 30e9 }] })).toEqual([
    'note big-volumes',
  ]);
});

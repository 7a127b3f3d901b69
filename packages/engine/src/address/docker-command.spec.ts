import { dockerCommandOf, dockerCommandOfContext } from './docker-command.js';
import { parseEngineAddress, type EngineAddress } from './engine-address.js';

const others = {
  DOCKER_HOST: undefined,
  DOCKER_CONTEXT: undefined,
  DOCKER_TLS: undefined,
  DOCKER_TLS_VERIFY: undefined,
  DOCKER_CERT_PATH: undefined,
};

const parse = (text: string): Promise<EngineAddress> => parseEngineAddress(text, 'DOCKER_HOST');

test.each([
  ['unix:///run/docker.sock', 'unix:///run/docker.sock'],
  ['unix://', 'unix:///var/run/docker.sock'],
  ['ssh://me@box:2222/run/user.sock', 'ssh://me@box:2222/run/user.sock'],
  ['tcp://box:2375', 'tcp://box:2375'],
  ['box:1234', 'tcp://box:1234'],
  ['http://box', 'tcp://box:2375'],
  ['tcp://[::1]:2375', 'tcp://[::1]:2375'],
])('%s is reached by that alone, whatever else is set', async (text, host) => {
  const variables = { ...others, DOCKER_HOST: host };
  expect(dockerCommandOf(await parse(text))).toStrictEqual({ context: undefined, variables });
});

test('TLS: with an absolute folder of certificates, verified or not', async () => {
  // Its own files are not read here.
  const address = { ...(await parse('tcp://box:2376')), protocol: 'https' } as EngineAddress;
  const reach = (verify: boolean) =>
    dockerCommandOf(address, { folder: 'certificates', verify })?.variables;
  const common = {
    ...others,
    DOCKER_HOST: 'tcp://box:2376',
    DOCKER_CERT_PATH: `${process.cwd()}/certificates`,
  };
  expect(reach(true)).toStrictEqual({ ...common, DOCKER_TLS_VERIFY: '1' });
  expect(reach(false)).toStrictEqual({ ...common, DOCKER_TLS: '1' });
});

test('https with the authorities that Node knows: the docker command has no way', async () => {
  expect(dockerCommandOf(await parse('https://box'))).toBeUndefined();
});

test('a context by its name, and the folder that it is in', () => {
  expect(dockerCommandOfContext('mine', '')).toStrictEqual({ context: 'mine', variables: others });
  expect(dockerCommandOfContext('mine', '/x y').variables).toEqual({
    ...others,
    DOCKER_CONFIG: '/x y',
  });
});

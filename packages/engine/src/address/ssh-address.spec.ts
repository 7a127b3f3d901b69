import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { parseEngineAddress } from './engine-address.js';
import { parseSshAddress, sshArguments } from './ssh-address.js';

const timeout = ['-o', 'ConnectTimeout=30', '-T'];
const dial = ['docker', 'system', 'dial-stdio'];

test.each([
  ['ssh://box', [...timeout, '--', 'box', ...dial]],
  ['ssh://me@box:2222', [...timeout, '-l', 'me', '-p', '2222', '--', 'box', ...dial]],
  ['ssh://me@[::1]/', [...timeout, '-l', 'me', '--', '::1', ...dial]],
  ['ssh://a%40b@box', [...timeout, '-l', 'a@b', '--', 'box', ...dial]],
  ['ssh://-oProxyCommand=x', [...timeout, '--', '-oProxyCommand=x', ...dial]],
  [
    'ssh://box/run/user/7/podman.sock',
    [
      ...timeout,
      ...['--', 'box', 'docker', '--host=unix:///run/user/7/podman.sock'],
      ...['system', 'dial-stdio'],
    ],
  ],
])('%s', (text, expected) => {
  expect(sshArguments(parseSshAddress(text, 'DOCKER_HOST'))).toEqual(expected);
});

test.each([
  ['ssh://', 'names no host'],
  ['ssh://me:secret@box', 'no password'],
  ['ssh://box?secret=1', 'a query'],
  ['ssh://box#secret', 'a fragment'],
  ['ssh://box/a;reboot', 'its path'],
  ['ssh://box/$(reboot)', 'its path'],
  ['ssh://box/a%20b', 'its path'],
])('%s is refused', async (text, why) => {
  const error = await statixErrorOf(parseEngineAddress(text, 'DOCKER_HOST'));
  expect(error.code).toBe('STATIX_ENGINE_ADDRESS_INVALID');
  expect(error.what).toContain(why);
  expect(error.what).not.toContain('secret');
});

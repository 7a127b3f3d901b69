import { renderError } from '@statix/contract';
import { parseSshAddress } from '../address/ssh-address.js';
import { engineNotFound } from './engine-not-found.js';

test('attack: an address in a .env file is a command for whoever pastes the remedy', () => {
  const address = parseSshAddress('ssh://me%27;id%20@build$(id)/', 'DOCKER_HOST');
  const printed = renderError(
    engineNotFound([{ address, source: 'DOCKER_HOST', code: undefined, message: 'no such host' }]),
  );
  expect(printed).toContain(`ssh -o BatchMode=yes -l 'me'\\'';id ' -- 'build$(id)' docker version`);
});

import { stateDirectory } from './state-directory.js';

test.each([
  [{ STATIX_STATE_DIR: '/own', XDG_STATE_HOME: '/xdg', HOME: '/home/me' }, '/own'],
  [{ STATIX_STATE_DIR: '', XDG_STATE_HOME: '/xdg', HOME: '/home/me' }, '/xdg/statix'],
  [{ XDG_STATE_HOME: 'relative', HOME: '/home/me' }, '/home/me/.local/state/statix'],
  [{ HOME: '/home/me' }, '/home/me/.local/state/statix'],
])('%j', (env, expected) => {
  expect(stateDirectory(env)).toBe(expected);
});

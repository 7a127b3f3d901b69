import { sshAccess, type SshSetting } from './ssh-access.js';

const own = {
  home: '/home/me',
  read: (path: string) => (path === '/home/me/.ssh/known_hosts' ? 'host key' : undefined),
};
const setting: SshSetting = { allowed: true, isHere: true, socket: '/run/agent' };
const at = (rewritten: string) => [{ address: 'https://x.example/', rewritten, login: undefined }];

test.each(['ssh://git@git.example/dep.git', 'git@git.example:dep.git'])('%s', (address) => {
  expect(sshAccess(at(address), setting, own)).toEqual({
    agent: '/run/agent',
    knownHosts: 'host key\n',
    notices: [],
  });
});

test('attack: the agent is lent to no fetch that has no address of ssh', () => {
  for (const address of ['https://git.example/dep.git', 'https://git@ssh.example/a:b'])
    expect(sshAccess(at(address), setting, own).agent).toBeUndefined();
});

test.each([
  [{ allowed: false }, 'A git dependency is fetched over ssh.'],
  [{ isHere: false }, 'STATIX_SSH_AGENT is set, but the container engine is not on this machine.'],
  [{ socket: undefined }, 'STATIX_SSH_AGENT is set, but SSH_AUTH_SOCK names no agent.'],
  [{ socket: 'relative' }, 'STATIX_SSH_AGENT is set, but SSH_AUTH_SOCK names no agent.'],
])('%p: it is not lent, and why', (change, text) => {
  const access = sshAccess(at('ssh://git@git.example/x'), { ...setting, ...change }, own);
  expect(access.agent).toBeUndefined();
  expect(access.notices[0]?.text).toBe(text);
});

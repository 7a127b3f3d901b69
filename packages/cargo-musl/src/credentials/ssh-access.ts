import { isAbsolute, join } from 'node:path';
import type { GitLogin } from './ask-git.js';
import type { OwnFiles } from './own-files.js';
import type { CredentialNotice } from './registry-notices.js';

/** How a fetch logs in over ssh, or why it does not. */
export interface SshAccess {
  readonly agent: string | undefined;
  /** Lines of known_hosts. */
  readonly knownHosts: string | undefined;
  readonly notices: readonly CredentialNotice[];
}

export interface SshSetting {
  /** Whether the user lets fetches ask the agent. */
  readonly allowed: boolean;
  /** Whether a socket of this machine can be lent to the place that fetches. */
  readonly isHere: boolean;
  /** SSH_AUTH_SOCK. */
  readonly socket: string | undefined;
}

const none = { agent: undefined, knownHosts: undefined, notices: [] };

/**
 * Decides whether a fetch may ask this user's ssh agent: only where an address is of ssh, the user has said
 * so, and the engine is on this machine. The agent signs for whoever asks, so that nothing of it is kept.
 */
export function sshAccess(
  logins: readonly GitLogin[],
  { allowed, isHere, socket }: SshSetting,
  { read, home }: Pick<OwnFiles, 'read' | 'home'>,
): SshAccess {
  const over = logins.find(({ rewritten }) => isOverSsh(rewritten));
  if (over === undefined) return none;
  if (!allowed) {
    const remedy = {
      text: 'Let fetches, and nothing else, ask your ssh agent:',
      snippet: 'export STATIX_SSH_AGENT=1',
    };
    return { ...none, notices: [{ text: 'A git dependency is fetched over ssh.', remedy }] };
  }
  if (!isHere)
    return refuse('STATIX_SSH_AGENT is set, but the container engine is not on this machine.');
  if (socket === undefined || !isAbsolute(socket))
    return refuse('STATIX_SSH_AGENT is set, but SSH_AUTH_SOCK names no agent.');
  const files = [join(home, '.ssh/known_hosts'), '/etc/ssh/ssh_known_hosts'];
  const knownHosts = files.map((path) => read(path) ?? '').join('\n');
  return { agent: socket, knownHosts, notices: [] };
}

/** As a URL, or as scp writes it: `git@host:path`. */
export function isOverSsh(address: string): boolean {
  return address.startsWith('ssh://') || /^[^/:]+@[^/:]+:/.test(address);
}

function refuse(text: string): SshAccess {
  return { ...none, notices: [{ text }] };
}

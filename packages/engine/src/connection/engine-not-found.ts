import { StatixError, type Remedy } from '@statix/contract';

/** An address that was tried, and how that ended. */
export interface FailedAttempt {
  readonly source: string;
  readonly address: string;
  readonly code: string | undefined;
  readonly message: string;
}

/** What a system error means for somebody who wants to reach an engine. */
const meanings: Readonly<Record<string, string>> = {
  ENOENT: 'no such socket',
  EACCES: 'permission denied',
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'no such host',
};

/** No engine answered: what was tried, and how to get one. */
export function engineNotFound(attempts: readonly FailedAttempt[]): StatixError {
  const denied = attempts.find((attempt) => attempt.code === 'EACCES');
  return new StatixError({
    code: 'STATIX_ENGINE_NOT_FOUND',
    what: 'No container engine answers on this machine',
    why: 'Statix builds in a container, so it needs Docker or Podman. These addresses were tried:',
    excerpt: attempts.map(({ source, address, code, message }) => {
      const meaning = meanings[code ?? ''] ?? message;
      return `${address} (${source}): ${meaning}`;
    }),
    remedies: [...(denied === undefined ? [] : permissionRemedies(denied)), ...installRemedies],
  });
}

function permissionRemedies(denied: FailedAttempt): Remedy[] {
  return [
    {
      text: `An engine is there, and you may not use ${denied.address}. Join its group, then log in again (the group is as powerful as root):`,
      snippet: 'sudo usermod -aG docker "$USER"',
    },
  ];
}

const installRemedies: Remedy[] = [
  {
    text: 'Debian and Ubuntu: install and start Docker:',
    snippet: 'sudo apt-get install docker.io\nsudo systemctl start docker',
  },
  {
    text: 'Without root: start Podman’s socket (Statix can run builds there, not make its image):',
    snippet: 'systemctl --user start podman.socket',
  },
  { text: 'macOS and Windows (WSL2): start Docker Desktop, Colima or Rancher Desktop.' },
  {
    text: 'An engine elsewhere: say where:',
    snippet: 'export DOCKER_HOST=tcp://host:2376 DOCKER_TLS_VERIFY=1',
  },
];

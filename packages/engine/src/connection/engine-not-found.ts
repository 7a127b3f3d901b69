import { shellWord, StatixError, type Remedy } from '@statix/contract';
import type { EngineAddress } from '../address/engine-address.js';
import { sshLogin } from '../address/ssh-address.js';

/** An address that was tried, and how that ended. */
export interface FailedAttempt {
  readonly source: string;
  readonly address: EngineAddress;
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

/**
 * What an error of TLS means, by Node's code (Node.js, "TLS", "X509 certificate error codes") or the name of
 * the alert that the engine sent; see `alertName`.
 */
const tlsMeanings: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name',
  EPROTO: 'what it says is no TLS, or none that is understood here',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS',
  ...sameMeaning('ca.pem is not of the authority that has signed its certificate', [
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'CERT_SIGNATURE_FAILURE',
  ]),
  ...sameMeaning('it wants a client certificate, and there is no cert.pem', [
    'CERTIFICATE_REQUIRED',
    'HANDSHAKE_FAILURE',
  ]),
  CERTIFICATE_EXPIRED: 'it says that the certificate in cert.pem has expired',
  UNKNOWN_CA: 'it does not know the authority that has signed cert.pem',
  BAD_CERTIFICATE: 'it does not accept the certificate in cert.pem',
  CERTIFICATE_UNKNOWN: 'it does not accept the certificate in cert.pem',
};

/** No engine answered: what was tried, and how to get one. */
export function engineNotFound(attempts: readonly FailedAttempt[]): StatixError {
  const [only, ...others] = attempts;
  const elsewhere = only !== undefined && others.length === 0 && only.address.kind !== 'socket';
  const denied = attempts.find((attempt) => attempt.code === 'EACCES');
  return new StatixError({
    code: 'STATIX_ENGINE_NOT_FOUND',
    what: elsewhere
      ? `The container engine at ${only.address.text} does not answer`
      : 'No container engine answers on this machine',
    why: elsewhere
      ? `${only.source} names it, and no other is tried then:`
      : 'Statix builds and runs programs in containers, so it needs Docker or Podman. These addresses were tried:',
    excerpt: attempts.map(
      (attempt) => `${attempt.address.text} (${attempt.source}): ${meaningOf(attempt)}`,
    ),
    remedies: elsewhere
      ? remoteRemedies(only)
      : [...(denied === undefined ? [] : permissionRemedies(denied)), ...installRemedies],
  });
}

function meaningOf({ address, code = '', message }: FailedAttempt): string {
  // Of a process that was started, and not of a socket.
  if (address.kind === 'ssh') return message;
  return meanings[code] ?? tlsMeanings[alertName(code) ?? code] ?? message;
}

/**
 * OpenSSL names an alert with the version of the protocol that had it first; its later ones, which Node 22 has,
 * write `ssl/tls` for the oldest.
 */
function alertName(code: string): string | undefined {
  return /^ERR_SSL_(?:SSLV3|SSL\/TLS|TLSV1|TLSV13)_ALERT_(\w+)$/.exec(code)?.[1];
}

function remoteRemedies({ address, source }: FailedAttempt): Remedy[] {
  const other: Remedy =
    source === 'DOCKER_HOST'
      ? { text: 'Or take the engine of this machine:', snippet: 'unset DOCKER_HOST' }
      : { text: 'Or take the engine of this machine:', snippet: 'docker context use default' };
  if (address.kind === 'ssh') {
    return [
      {
        text: 'See that this works without asking anything (a login by key, a known host, a docker command over there):',
        snippet: `ssh -o BatchMode=yes ${sshLogin(address).map(shellWord).join(' ')} docker version`,
      },
      other,
    ];
  }
  const names = address.kind === 'tcp' ? `${address.host} port ${address.port}` : address.text;
  return [
    { text: 'See whether the docker command reaches it:', snippet: 'docker version' },
    {
      text: `If it does not: is an engine running that listens on ${names}, and are its certificates those that it was given?`,
    },
    other,
  ];
}

function sameMeaning(meaning: string, codes: readonly string[]): Record<string, string> {
  return Object.fromEntries(codes.map((code) => [code, meaning]));
}

function permissionRemedies(denied: FailedAttempt): Remedy[] {
  return [
    {
      text: `An engine is there, and you may not use ${denied.address.text}. Join its group, then log in again (the group is as powerful as root):`,
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
    text: 'Without root: start Podman’s socket:',
    snippet: 'systemctl --user start podman.socket',
  },
  { text: 'macOS and Windows (WSL2): start Docker Desktop, Colima or Rancher Desktop.' },
  {
    text: 'An engine elsewhere: say where:',
    snippet: 'export DOCKER_HOST=ssh://user@host',
  },
];

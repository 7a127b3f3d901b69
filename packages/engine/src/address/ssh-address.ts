import { StatixError } from '@statix/contract';

/** A machine that is reached by ssh, on which a docker command reaches the engine. */
export interface SshAddress {
  readonly kind: 'ssh';
  readonly text: string;
  /** A name of ssh's own configuration counts. */
  readonly host: string;
  /** Undefined where ssh's configuration decides. */
  readonly user: string | undefined;
  readonly port: number | undefined;
  /** Of the engine's socket over there; undefined for the one that the docker command uses there. */
  readonly socket: string | undefined;
}

const CONNECT_SECONDS = 30;

/**
 * Reads `ssh://[user@]host[:port][/path/of/socket]` as the docker command does (docker/cli,
 * cli/connhelper/ssh).
 *
 * @param source where it was found, for messages: `DOCKER_HOST`
 * @throws StatixError STATIX_ENGINE_ADDRESS_INVALID, without a password that it may hold
 */
export function parseSshAddress(text: string, source: string): SshAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === '') throw invalid(source, 'it names no host');
  if (url.password !== '') throw invalid(source, 'ssh takes no password from an address');
  if (url.search !== '' || url.hash !== '') throw invalid(source, 'it has a query or a fragment');
  const socket = /^\/*$/.test(url.pathname) ? undefined : url.pathname;
  // It becomes a word of a command line for the shell over there.
  if (socket !== undefined && !/^[\w./@:+-]+$/.test(socket))
    throw invalid(source, 'its path has characters other than letters, digits and . / @ : + - _');
  return {
    kind: 'ssh',
    text,
    // A URL has an IPv6 address in brackets, and ssh wants it without.
    host: decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1'),
    user: url.username === '' ? undefined : decodeURIComponent(url.username),
    port: url.port === '' ? undefined : Number(url.port),
    socket,
  };
}

/**
 * Arguments for ssh that make its standard input and output a connection to the engine: those of the
 * docker command (docker/cli, cli/connhelper/connhelper.go). What is not named comes from ssh's own
 * configuration, and ssh checks the host's key.
 */
export function sshArguments(address: SshAddress): string[] {
  const { socket } = address;
  return [
    ...['-o', `ConnectTimeout=${CONNECT_SECONDS}`, '-T'],
    ...sshLogin(address),
    'docker',
    ...(socket === undefined ? [] : [`--host=unix://${socket}`]),
    ...['system', 'dial-stdio'],
  ];
}

/** Who logs in where; a command may follow. */
export function sshLogin({ user, port, host }: SshAddress): string[] {
  return [
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...['--', host],
  ];
}

function invalid(source: string, why: string): StatixError {
  return new StatixError({
    code: 'STATIX_ENGINE_ADDRESS_INVALID',
    what: `${source} is no address that ssh can use: ${why}`,
    remedies: [
      'Write it as ssh://user@host:port; what ssh needs besides belongs into ~/.ssh/config.',
    ],
  });
}

import { StatixError } from '@statix/contract';
import { parseSshAddress, type SshAddress } from './ssh-address.js';
import { readTlsMaterial, type EngineTls, type TlsMaterial } from './tls-material.js';

/** Where an engine listens. `text` is how a user would write it. */
export type EngineAddress =
  | { readonly kind: 'socket'; readonly text: string; readonly path: string }
  | TcpAddress
  | SshAddress;

export interface TcpAddress {
  readonly kind: 'tcp';
  readonly text: string;
  readonly protocol: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  /** Undefined for `https://` with nothing else: the authorities that Node knows. */
  readonly tls: EngineTls | undefined;
}

/**
 * Reads an address as `DOCKER_HOST` and docker contexts write it: `unix://`, `tcp://`, `http://`,
 * `https://`, `ssh://`, or `host:port`.
 *
 * @param source where it was found, for messages: `DOCKER_HOST`
 * @param material where its certificates are if the engine wants TLS
 * @throws StatixError STATIX_ENGINE_ADDRESS_INVALID
 */
export async function parseEngineAddress(
  text: string,
  source: string,
  material?: TlsMaterial,
): Promise<EngineAddress> {
  if (text.startsWith('unix://')) return socketAddress(text.slice('unix://'.length), text);
  if (text.startsWith('ssh://')) return parseSshAddress(text, source);

  const url = parseUrl(text.includes('://') ? text : `tcp://${text}`, text, source);
  if (!['tcp:', 'http:', 'https:'].includes(url.protocol) || url.hostname === '') {
    throw invalid(text, source);
  }
  // The docker command knows none either, and an address is printed.
  if (url.username !== '' || url.password !== '') throw invalid(text, source);
  const secure = url.protocol === 'https:' || material !== undefined;
  return {
    kind: 'tcp',
    text,
    protocol: secure ? 'https' : 'http',
    host: url.hostname,
    port: url.port === '' ? (secure ? 2376 : 2375) : Number(url.port),
    tls: material === undefined ? undefined : await readTlsMaterial(material, source),
  };
}

/** The address of a Unix domain socket; an empty path is Docker's own. */
export function socketAddress(path: string, text = `unix://${path}`): EngineAddress {
  return { kind: 'socket', text, path: path === '' ? '/var/run/docker.sock' : path };
}

function parseUrl(urlText: string, text: string, source: string): URL {
  try {
    // A scheme that URL does not know ("tcp") would keep its host opaque in old versions of Node.
    return new URL(urlText);
  } catch {
    throw invalid(text, source);
  }
}

function invalid(text: string, source: string): StatixError {
  const shown = text.replace(/\/\/[^/]*@/, '//…@');
  return new StatixError({
    code: 'STATIX_ENGINE_ADDRESS_INVALID',
    what: `${source} is '${shown}'; expected unix:///path, tcp://host:port, https://host:port or ssh://user@host`,
    remedies: ['Correct it, or unset it to have the usual places tried.'],
  });
}

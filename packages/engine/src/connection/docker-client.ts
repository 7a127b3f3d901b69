import {
  IncomingMessage,
  request as requestHttp,
  type ClientRequest,
  type RequestOptions,
} from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Duplex, Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { EngineAddress } from '../address/engine-address.js';
import type { RegistryAuth } from './registry-auth.js';
import { OwnedSockets } from './owned-sockets.js';

/** One HTTP request to an engine. */
export interface Exchange {
  readonly method: 'HEAD' | 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /** Sent as JSON. */
  readonly body?: object | undefined;
  /** Sent as it comes, a tar archive. */
  readonly upload?: Readable | undefined;
  /** For the registry that the engine is to talk to; sent as a header, so that no log of URLs has it. */
  readonly registryAuth?: RegistryAuth | Readonly<Record<string, never>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a build is asked for, as the engine's API names it. */
export type BuildOptions = Docker.ImageBuildOptions;

/** A running BuildKit build; `close` ends whatever of it still goes on. */
export interface OpenBuild {
  readonly response: IncomingMessage;
  readonly close: () => void;
}

/** An answer to a request for a connection that goes both ways: that, or an ordinary response. */
export type Hijacked = { readonly connection: Duplex } | { readonly response: IncomingMessage };

/** The connection to an engine; the one place that knows dockerode. */
export interface DockerClient {
  /** Sends a request; resolves with the response's head, whatever its status. */
  exchange(exchange: Exchange): Promise<IncomingMessage>;
  /**
   * Asks for a connection that goes both ways (Docker Engine API, "Attach to a container",
   * "Hijacking"). The connection is the caller's to end.
   */
  hijack(exchange: Pick<Exchange, 'path' | 'query' | 'body' | 'signal'>): Promise<Hijacked>;
  /** Starts a BuildKit build without the buildx plugin. Rejects with `statusCode` set if refused. */
  build(
    context: Readable,
    options: BuildOptions,
    signal: AbortSignal | undefined,
  ): Promise<OpenBuild>;
}

/**
 * Makes a client; connects to nothing yet.
 *
 * Requests are Node's own. dockerode adds nothing to them (its methods collect a JSON response by its
 * 'end' event alone, docker-modem 5.0.7, and never settle if the engine goes away within it), and loads
 * gRPC, protobuf and ssh before the first: a tenth of a second for each task. A BuildKit build needs
 * the session that it makes.
 */
export function openDockerClient(address: EngineAddress): DockerClient {
  return {
    exchange: (exchange) => send(address, exchange),
    hijack: (exchange) => hijack(address, exchange),
    build: async (context, options, signal) => {
      const { default: DockerConstructor } = await import('dockerode');
      const connection = connectionOptions(address);
      const sockets = new OwnedSockets(connection.protocol);
      // @types/dockerode does not know `agent`, which docker-modem takes.
      const owned = { ...connection, agent: sockets.agent };
      return startBuild(new DockerConstructor(owned), sockets, context, options, signal);
    },
  };
}

/**
 * Every field is set, if only to undefined: docker-modem fills what is missing from this process's
 * DOCKER_HOST (modem.js, defaultOpts), and the address was chosen already. `version` stays unset,
 * so that the engine speaks its newest API: Docker 29 refuses those before 1.44.
 */
function connectionOptions(address: EngineAddress) {
  const socket = address.kind === 'socket';
  const certificates = socket ? undefined : address.certificates;
  return {
    socketPath: socket ? address.path : undefined,
    host: socket ? undefined : address.host,
    port: socket ? undefined : address.port,
    protocol: socket ? 'http' : address.protocol,
    ca: certificates?.ca,
    cert: certificates?.cert,
    key: certificates?.key,
    timeout: undefined,
    pathPrefix: undefined,
    version: undefined,
    username: undefined,
  } as const;
}

/** Begins a request; what it sends is the caller's to write. */
function begin(
  address: EngineAddress,
  { path, query = {} }: Pick<Exchange, 'path' | 'query'>,
  options: Pick<RequestOptions, 'method' | 'headers' | 'signal' | 'agent'>,
): ClientRequest {
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      (typeof value === 'string' ? [value] : value).map((each): [string, string] => [name, each]),
    ),
  ).toString();
  const target = { ...options, path: search === '' ? path : `${path}?${search}` };
  if (address.kind === 'socket') return requestHttp({ ...target, socketPath: address.path });
  // A URL has an IPv6 address in brackets, and a connection wants it without.
  const hostname = address.host.replace(/^\[(.*)\]$/, '$1');
  const connection = { ...target, ...address.certificates, hostname, port: address.port };
  return (address.protocol === 'https' ? requestHttps : requestHttp)(connection);
}

function send(address: EngineAddress, exchange: Exchange): Promise<IncomingMessage> {
  const { method, body, upload, registryAuth, signal } = exchange;
  const content = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  return new Promise((resolve, reject) => {
    const request = begin(address, exchange, {
      method,
      headers: {
        ...(content === undefined
          ? {}
          : { 'Content-Type': 'application/json', 'Content-Length': content.length }),
        ...(upload === undefined
          ? {}
          : { 'Content-Type': 'application/x-tar', 'Transfer-Encoding': 'chunked' }),
        ...(registryAuth === undefined ? {} : { 'X-Registry-Auth': headerOf(registryAuth) }),
      },
      ...(signal === undefined ? {} : { signal }),
    });
    request.on('response', resolve);
    request.on('error', reject);
    if (upload === undefined) {
      request.end(content);
      return;
    }
    upload.on('error', (error) => request.destroy(error));
    upload.pipe(request);
  });
}

/** Docker Engine API, "Authentication": base64url of JSON, with its padding, or it counts as none. */
function headerOf(auth: object): string {
  const digits = Buffer.from(JSON.stringify(auth)).toString('base64url');
  return digits.padEnd(Math.ceil(digits.length / 4) * 4, '=');
}

/** The query is in the URL alone: what came as a body would be the beginning of the program's input. */
function hijack(
  address: EngineAddress,
  exchange: Pick<Exchange, 'path' | 'query' | 'body' | 'signal'>,
): Promise<Hijacked> {
  const { body, signal } = exchange;
  const content = body === undefined ? '' : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const request = begin(address, exchange, {
      agent: false,
      method: 'POST',
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'tcp',
        'Content-Length': Buffer.byteLength(content),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(signal === undefined ? {} : { signal }),
    });
    request.on('upgrade', (_response, socket, head) => {
      if (head.byteLength > 0) socket.unshift(head);
      resolve({ connection: socket });
    });
    request.on('response', (response) => {
      resolve({ response });
    });
    request.on('error', reject);
    request.end(content);
  });
}

async function startBuild(
  docker: Docker,
  sockets: OwnedSockets,
  context: Readable,
  options: BuildOptions,
  signal: AbortSignal | undefined,
): Promise<OpenBuild> {
  const stop = (): void => {
    sockets.destroy();
  };
  const close = (): void => {
    signal?.removeEventListener('abort', stop);
    sockets.destroy();
    context.destroy();
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    signal?.throwIfAborted();
    const starting = docker.buildImage(context, { ...options, version: '2' });
    // Opening the session can hang as described above: then its socket has closed.
    const response = await Promise.race([starting, sockets.allClosed]);
    if (!(response instanceof IncomingMessage)) throw new TypeError('dockerode gave no response');
    return { response, close };
  } catch (error) {
    close();
    throw error;
  }
}

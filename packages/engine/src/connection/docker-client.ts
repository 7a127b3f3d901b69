import { IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Duplex, Readable } from 'node:stream';
import { isNativeError } from 'node:util/types';
import type Docker from 'dockerode';
import type { EngineAddress } from '../address/engine-address.js';
import type { RegistryAuth } from './registry-auth.js';
import { OwnedSockets } from './owned-sockets.js';

/** One HTTP request to an engine. */
export interface Exchange {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
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

/** The one place that knows dockerode. */
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
 * Makes a client; connects to nothing yet. dockerode takes 0.2 s to load, so that it is loaded here
 * and not when this package is imported: Nx imports it on every command.
 */
export async function openDockerClient(address: EngineAddress): Promise<DockerClient> {
  const { default: DockerConstructor } = await import('dockerode');
  const connection = connectionOptions(address);
  const modem = modemOf(new DockerConstructor(connection));
  return {
    exchange: (exchange) => dial(modem, exchange),
    hijack: (exchange) => hijack(connection, exchange),
    build: (context, options, signal) => {
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

interface Modem {
  dial(options: object, callback: (error: unknown, result: unknown) => void): void;
}

/** @types/dockerode declares `modem` as any. */
function modemOf(docker: Docker): Modem {
  const modem: unknown = docker.modem;
  if (isModem(modem)) return modem;
  throw new TypeError('dockerode has no modem.dial any more');
}

function isModem(value: unknown): value is Modem {
  return (
    typeof value === 'object' &&
    value !== null &&
    'dial' in value &&
    typeof value.dial === 'function'
  );
}

/** docker-modem reads no body that it may hand over whole only for a status that is listed as good. */
const everyStatus = Object.fromEntries(
  Array.from({ length: 500 }, (_, index) => [100 + index, true] as const),
);

/**
 * dockerode's own methods collect a JSON response by its 'end' event alone (docker-modem 5.0.7,
 * buildRequest): if the engine goes away within a response they never settle. So every response is
 * taken as a stream and read by us, and the status is ours to judge.
 */
function dial(modem: Modem, { method, path, query, body, upload, registryAuth, signal }: Exchange) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    const options = {
      method,
      path: `${path}?`,
      // Kept apart, or docker-modem repeats the body, environment and all, in the URL.
      options: { _query: query ?? {}, _body: body ?? {} },
      file: upload,
      authconfig: registryAuth,
      abortSignal: signal,
      isStream: true,
      statusCodes: everyStatus,
    };
    modem.dial(options, (error, result) => {
      if (result instanceof IncomingMessage) resolve(result);
      else reject(isNativeError(error) ? error : new Error(`no response: ${String(error)}`));
    });
  });
}

/**
 * Not by docker-modem (5.0.7): it sends the query again as a body that the engine does not read, and
 * were that to arrive apart from the head, it would be the beginning of the program's input.
 */
function hijack(
  { protocol, ...connection }: ReturnType<typeof connectionOptions>,
  { path, query = {}, body, signal }: Pick<Exchange, 'path' | 'query' | 'body' | 'signal'>,
): Promise<Hijacked> {
  const content = body === undefined ? '' : JSON.stringify(body);
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      (typeof value === 'string' ? [value] : value).map((each): [string, string] => [name, each]),
    ),
  );
  return new Promise((resolve, reject) => {
    const request = (protocol === 'https' ? requestHttps : requestHttp)({
      ...connection,
      agent: false,
      method: 'POST',
      path: `${path}?${search.toString()}`,
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'tcp',
        'Content-Length': Buffer.byteLength(content),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      signal,
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

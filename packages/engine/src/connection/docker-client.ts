import {
  Agent,
  IncomingMessage,
  request as requestHttp,
  type ClientRequest,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Duplex, Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { EngineAddress } from '../address/engine-address.js';
import type { RegistryAuth } from './registry-auth.js';
import { OwnedSockets } from './owned-sockets.js';
import { sshAgent } from './ssh-connection.js';

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
  let opened: Promise<Agent> | undefined;
  const route = async (): Promise<Route> => ({
    address,
    agent: address.kind === 'ssh' ? await (opened ??= sshAgent(address)) : undefined,
  });
  return {
    exchange: async (exchange) => send(await route(), exchange),
    hijack: async (exchange) => hijack(await route(), exchange),
    build: async (context, options, signal) => {
      const { default: DockerConstructor } = await import('dockerode');
      const sockets = new OwnedSockets(await buildAgent(address));
      // @types/dockerode does not know `agent`, which docker-modem takes.
      const owned = { ...connectionOptions(address), agent: sockets.agent };
      return startBuild(new DockerConstructor(owned), sockets, context, options, signal);
    },
  };
}

/** How an engine is reached. */
interface Route {
  readonly address: EngineAddress;
  /** Makes its connections; undefined where Node's own does. */
  readonly agent: Agent | undefined;
}

/** What ssh leads to needs a name in the HTTP header `Host`, and any will do. */
const BEHIND_SSH = 'docker';

async function buildAgent(address: EngineAddress): Promise<Agent> {
  if (address.kind === 'ssh') return sshAgent(address);
  if (address.kind === 'tcp' && address.protocol === 'https') return new HttpsAgent(address.tls);
  return new Agent();
}

/**
 * Every field is set, if only to undefined: docker-modem fills what is missing from this process's
 * DOCKER_HOST (modem.js, defaultOpts), and the address was chosen already. `version` stays unset,
 * so that the engine speaks its newest API: Docker 29 refuses those before 1.44.
 */
function connectionOptions(address: EngineAddress) {
  const tcp = address.kind === 'tcp' ? address : undefined;
  return {
    socketPath: address.kind === 'socket' ? address.path : undefined,
    host: address.kind === 'ssh' ? BEHIND_SSH : tcp?.host,
    port: tcp?.port,
    protocol: tcp?.protocol ?? 'http',
    ca: tcp?.tls?.ca,
    cert: tcp?.tls?.cert,
    key: tcp?.tls?.key,
    timeout: undefined,
    pathPrefix: undefined,
    version: undefined,
    username: undefined,
  } as const;
}

/** Begins a request; what it sends is the caller's to write. */
function begin(
  { address, agent }: Route,
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
  // An upgrade takes its connection out of the agent's hands.
  if (address.kind === 'ssh') return requestHttp({ ...target, hostname: BEHIND_SSH, agent });
  // A URL has an IPv6 address in brackets, and a connection wants it without.
  const hostname = address.host.replace(/^\[(.*)\]$/, '$1');
  const connection = { ...target, ...address.tls, hostname, port: address.port };
  return (address.protocol === 'https' ? requestHttps : requestHttp)(connection);
}

function send(route: Route, exchange: Exchange): Promise<IncomingMessage> {
  const { method, body, upload, registryAuth, signal } = exchange;
  const content = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  return new Promise((resolve, reject) => {
    const request = begin(route, exchange, {
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
  route: Route,
  exchange: Pick<Exchange, 'path' | 'query' | 'body' | 'signal'>,
): Promise<Hijacked> {
  const { body, signal } = exchange;
  const content = body === undefined ? '' : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const request = begin(route, exchange, {
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

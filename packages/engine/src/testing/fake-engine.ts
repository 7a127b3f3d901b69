import { mkdtemp, rm } from 'node:fs/promises';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transport } from '../connection/transport.js';
import { openDockerClient } from '../connection/docker-client.js';
import { socketAddress } from '../address/engine-address.js';

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export type FakeHandler = (request: FakeRequest, response: ServerResponse) => void;

/** Gets a connection that goes both ways, and ends its own side of it. */
export type FakeUpgrade = (
  request: Pick<FakeRequest, 'path' | 'query'>,
  connection: Duplex,
) => void;

/** An engine of one's own making: an HTTP server on a Unix socket with scripted answers. */
export class FakeEngine {
  readonly requests: FakeRequest[] = [];
  private readonly handlers: { route: RegExp; handler: FakeHandler }[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly waiting: { route: RegExp; resolve: (request: FakeRequest) => void }[] = [];
  private readonly upgrades: { route: RegExp; handler: FakeUpgrade }[] = [];
  private upgradeStatus = 101;
  private readonly server = createServer((request, response) => {
    void this.answer(request, response);
  });

  private constructor(private readonly folder: string) {
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      socket.on('error', () => undefined);
    });
    this.server.on('upgrade', ({ method, url = '/' }, socket, head) => {
      if (this.upgradeStatus !== 101) {
        socket.resume().on('end', () => socket.end());
        socket.end(`HTTP/1.1 ${this.upgradeStatus} No\r\nContent-Length: 2\r\n\r\nno`);
        return;
      }
      const { pathname: path, searchParams: query } = new URL(url, 'http://engine');
      socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
      const found = this.upgrades.find(({ route }) => route.test(`${method} ${path}`));
      if (found === undefined) {
        // BuildKit's session: held open, nothing is asked of it.
        socket.resume().on('end', () => socket.end());
        return;
      }
      if (head.byteLength > 0) socket.unshift(head);
      found.handler({ path, query }, socket);
    });
  }

  static async start(): Promise<FakeEngine> {
    const fake = new FakeEngine(await mkdtemp(join(tmpdir(), 'statix-fake-')));
    await new Promise<void>((resolve) => fake.server.listen(fake.socketPath, resolve));
    return fake;
  }

  get socketPath(): string {
    return join(this.folder, 'engine.sock');
  }

  transport(): Promise<Transport> {
    const address = socketAddress(this.socketPath);
    return Promise.resolve(new Transport(address.text, openDockerClient(address)));
  }

  /** The latest handler whose route (`POST /containers/x/start`) matches answers. */
  on(route: RegExp, handler: FakeHandler | object): this {
    const answer = typeof handler === 'function' ? (handler as FakeHandler) : json(handler);
    this.handlers.unshift({ route, handler: answer });
    return this;
  }

  /** As {@link on}, for requests that turn their connection into one that goes both ways. */
  onUpgrade(route: RegExp, handler: FakeUpgrade): this {
    this.upgrades.unshift({ route, handler });
    return this;
  }

  /** Answers with an error where a connection should be upgraded. */
  refuseUpgrades(status: number): void {
    this.upgradeStatus = status;
  }

  /** Resolves when a request comes that matches. */
  next(route: RegExp): Promise<FakeRequest> {
    return new Promise((resolve) => this.waiting.push({ route, resolve }));
  }

  asked(route: RegExp): FakeRequest[] {
    return this.requests.filter((request) => route.test(`${request.method} ${request.path}`));
  }

  /** How many connections are open. */
  get connections(): number {
    return this.sockets.size;
  }

  /** The engine dies: every connection is reset and no new one is taken. */
  die(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(message.url ?? '/', 'http://engine');
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of message) chunks.push(chunk as Buffer);
    } catch {
      return; // The client went away.
    }
    const request = {
      method: message.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: message.headers,
      body: Buffer.concat(chunks),
    };
    this.requests.push(request);
    const line = `${request.method} ${request.path}`;
    for (const waiter of this.waiting.filter(({ route }) => route.test(line))) {
      waiter.resolve(request);
    }
    const handler = this.handlers.find(({ route }) => route.test(line))?.handler;
    try {
      (handler ?? refuse(501, `no script for ${line}`))(request, response);
    } catch (error) {
      refuse(500, String(error))(request, response);
    }
  }
}

export function json(value: unknown, status = 200): FakeHandler {
  return (_request, response) => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(value));
  };
}

export function refuse(status: number, message: string): FakeHandler {
  return json({ message }, status);
}

export const empty: FakeHandler = (_request, response) => {
  response.writeHead(204).end();
};

/** The beginning of an answer, then the connection breaks. */
export function cutAfter(text: string | Buffer): FakeHandler {
  return (_request, response) => {
    response.writeHead(200);
    response.write(text, () => response.socket?.destroy());
  };
}

/** A frame of a container's output as an engine multiplexes it. */
export function frame(stream: 1 | 2, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const header = Buffer.alloc(8);
  header.writeUInt8(stream, 0);
  header.writeUInt32BE(bytes.byteLength, 4);
  return Buffer.concat([header, bytes]);
}

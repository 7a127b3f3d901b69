import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

export const writeToken = 'may-write';
export const readToken = 'may-read';

/**
 * A remote cache by Nx's OpenAPI ("Build your own caching server", nx.dev/docs/kb/self-hosted-caching),
 * in memory: artifacts are opaque, a key is written once, and of two tokens one may only read.
 */
export class RemoteCacheServer {
  readonly artifacts = new Map<string, Buffer>();
  /** `PUT 200`, `GET 404` and so on, in order. */
  readonly answers: string[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : undefined);
      });
    });
  }

  static async start(): Promise<RemoteCacheServer> {
    const server = new RemoteCacheServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return `http://127.0.0.1:${address.port}`;
  }

  /** What makes Nx use it. */
  environment(token: string): NodeJS.ProcessEnv {
    return {
      NX_SELF_HOSTED_REMOTE_CACHE_SERVER: this.url,
      NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: token,
    };
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const [status, content] = this.#decide(request, body);
    this.answers.push(`${request.method ?? ''} ${status}`);
    response.writeHead(status, { 'content-type': 'application/octet-stream' }).end(content);
  }

  #decide({ method, url = '', headers }: IncomingMessage, body: Buffer): [number, Buffer?] {
    const token = headers.authorization?.replace(/^Bearer /, '');
    if (token !== writeToken && token !== readToken) return [401];
    const hash = /^\/v1\/cache\/([A-Za-z0-9._-]+)$/.exec(url)?.[1];
    if (hash === undefined) return [404];
    const artifact = this.artifacts.get(hash);
    if (method === 'GET') return artifact === undefined ? [404] : [200, artifact];
    if (method !== 'PUT') return [405];
    if (token !== writeToken) return [403];
    if (artifact !== undefined) return [409];
    this.artifacts.set(hash, body);
    return [200];
  }
}

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** One request as it came. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: Buffer;
}

/** Answers a request and returns true, or leaves it to the registry. */
export type Answer = (seen: Seen, response: ServerResponse) => boolean;

/** A registry on a socket, as the distribution specification has it; tests change single answers. */
export class FakeRegistry {
  readonly seen: Seen[] = [];
  readonly blobs = new Map<string, Buffer>();
  readonly manifests = new Map<string, Buffer>();
  /** Asked first. */
  answer: Answer = () => false;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(): Promise<FakeRegistry> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const registry = new FakeRegistry(server, address.port);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void registry.#serve(request, response);
    });
    return registry;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** `POST /v2/team/app/blobs/uploads/` */
  lines(): string[] {
    return this.seen.map(({ method, url }) => `${method} ${url}`);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    const { method = '', url = '', headers } = request;
    const body = await buffer(request);
    const seen = { method, url, authorization: headers.authorization, body };
    this.seen.push(seen);
    if (!this.answer(seen, response)) this.#answer(seen, response);
  }

  #answer({ method, url, body }: Seen, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(url, this.origin);
    const reference = pathname.slice(pathname.lastIndexOf('/') + 1);
    const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
    if (pathname.includes('/manifests/')) {
      if (method === 'PUT') {
        this.manifests.set(reference, body);
        response.writeHead(201, { 'docker-content-digest': digest }).end();
        return;
      }
      const found = this.manifests.get(reference);
      response.writeHead(found === undefined ? 404 : 200).end(found);
      return;
    }
    if (method === 'HEAD') response.writeHead(this.blobs.has(reference) ? 200 : 404).end();
    else if (method === 'POST') {
      response.writeHead(202, { location: '/v2/upload/1?state=a%2Fb' }).end();
    } else if (searchParams.get('digest') === digest) {
      this.blobs.set(digest, body);
      response.writeHead(201).end();
    } else response.writeHead(400).end('{"errors":[{"code":"DIGEST_INVALID"}]}');
  }
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = Buffer | number | ((request: IncomingMessage, answer: ServerResponse) => void);

export interface FileServer {
  readonly url: string;
  /** `GET /path` in the order in which they came. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** A real HTTP server with a few files; a number is a status without content, all else is 404. */
export async function fileServer(files: Readonly<Record<string, Answer>>): Promise<FileServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    const answer = files[decodeURIComponent(request.url ?? '')] ?? 404;
    if (typeof answer === 'function') answer(request, response);
    else if (typeof answer === 'number') response.writeHead(answer).end();
    else response.writeHead(200, { 'content-length': answer.byteLength }).end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';

/** An engine's socket behind TLS: who has no certificate of the same authority is not let in. */
export class TlsFront {
  readonly #sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  /**
   * @param socket path of the engine's
   * @param certificates folder of ca.pem, cert.pem and key.pem
   */
  static async start(socket: string, certificates: string): Promise<TlsFront> {
    const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((name) =>
      readFileSync(join(certificates, name)),
    );
    const options = { ca, cert, key, requestCert: true, rejectUnauthorized: true };
    const front = new TlsFront(
      createServer({ ...options, allowHalfOpen: true }, (client) => {
        const engine = connect({ path: socket, allowHalfOpen: true });
        for (const [from, to] of [
          [client, engine],
          [engine, client],
        ] as const) {
          front.#sockets.add(from);
          from.on('error', () => to.destroy());
          from.pipe(to);
        }
      }),
    );
    await once(front.server.listen(0, '127.0.0.1'), 'listening');
    return front;
  }

  /** For DOCKER_HOST. */
  get address(): string {
    const at = this.server.address();
    if (at === null || typeof at === 'string') throw new Error('no port');
    return `tcp://127.0.0.1:${at.port}`;
  }

  stop(): void {
    this.server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

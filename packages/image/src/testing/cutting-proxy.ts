import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a port that breaks every connection after it has carried so many bytes towards a side. */
export class CuttingProxy {
  private readonly sockets = new Set<Socket>();
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(
    target: number,
    { most, towards }: { most: number; towards: 'registry' | 'engine' },
  ): Promise<CuttingProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new CuttingProxy(server, (server.address() as { port: number }).port);
    server.on('connection', (client) => {
      const upstream = connect(target, '127.0.0.1');
      let carried = 0;
      const cut = (): void => {
        client.resetAndDestroy();
        upstream.resetAndDestroy();
      };
      const carry = (from: Socket, to: Socket, counts: boolean): void => {
        proxy.sockets.add(from);
        from.on('error', cut).on('close', () => {
          proxy.sockets.delete(from);
          to.destroy();
        });
        from.on('data', (chunk: Buffer) => {
          if (counts) carried += chunk.byteLength;
          if (carried > most) cut();
          else to.write(chunk);
        });
      };
      carry(client, upstream, towards === 'registry');
      carry(upstream, client, towards === 'engine');
    });
    return proxy;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await once(this.server, 'close');
  }
}

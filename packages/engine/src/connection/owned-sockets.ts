import type { Agent } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * An agent that remembers every socket it opened, so that one owner can end them all.
 *
 * dockerode's BuildKit build opens a second connection (`/session`, upgraded to HTTP/2) and ends it
 * only when the build's response has ended in good order (dockerode/lib/docker.js, dialWithSession):
 * after an error, an abort or a cut stream it would keep the process alive. Node's own
 * `agent.destroy()` does not know sockets that were upgraded.
 */
export class OwnedSockets {
  /** Rejects when the last socket has closed. */
  readonly allClosed: Promise<never>;
  private readonly open = new Set<Duplex>();

  /** @param agent one that nobody else uses */
  constructor(readonly agent: Agent) {
    let reportClosed: (error: Error) => void = () => undefined;
    this.allClosed = new Promise<never>((_, reject) => {
      reportClosed = reject;
    });
    // Nobody may be waiting for it any more.
    this.allClosed.catch(() => undefined);

    const connect = agent.createConnection.bind(agent);
    agent.createConnection = (options, callback) => {
      const socket = connect(options, callback);
      if (socket === null || socket === undefined) return socket;
      this.open.add(socket);
      socket.once('close', () => {
        this.open.delete(socket);
        // Later, so that an error that says why it closed comes first.
        if (this.open.size === 0) setImmediate(reportClosed, new Error('connection closed'));
      });
      return socket;
    };
  }

  destroy(): void {
    for (const socket of this.open) socket.destroy();
    this.agent.destroy();
  }
}

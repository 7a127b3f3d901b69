import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@statix/contract/testing/free-port';
import { succeed } from './command';
import { repositoryRoot } from './repository';
import { answering, startServer, stopServer, type Server } from './server';

/** Debian's docker-registry; engines talk to 127.0.0.1 without TLS. */
export class ImageRegistry {
  private constructor(
    private readonly process: Server,
    /** Host and port. */
    readonly address: string,
  ) {}

  static async start(at: string): Promise<ImageRegistry> {
    mkdirSync(at, { recursive: true });
    const port = await freePort();
    const config = join(at, 'config.yml');
    writeFileSync(
      config,
      JSON.stringify({
        version: 0.1,
        log: { level: 'warn' },
        storage: { filesystem: { rootdirectory: join(at, 'store') } },
        http: { addr: `127.0.0.1:${port}` },
      }),
    );
    const child = startServer('docker-registry', ['serve', config]);
    await answering(`http://127.0.0.1:${port}/v2/`, child);
    return new ImageRegistry(child, `127.0.0.1:${port}`);
  }

  /** From this machine's engine. @returns the reference by digest */
  async push(name: string): Promise<string> {
    const there = `${this.address}/${name.replace(/^statix\.local\//, '')}`;
    await succeed('docker', ['tag', name, there], { cwd: repositoryRoot });
    try {
      const said = await succeed('docker', ['push', there], { cwd: repositoryRoot });
      const digest = /digest: (sha256:[0-9a-f]{64})/.exec(said)?.[1];
      if (digest === undefined) throw new Error(`no digest:\n${said}`);
      return `${there.replace(/:[^:/]+$/, '')}@${digest}`;
    } finally {
      await succeed('docker', ['rmi', '--no-prune', there], { cwd: repositoryRoot });
    }
  }

  async stop(): Promise<void> {
    await stopServer(this.process);
  }
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@statix/contract/testing/free-port';
import { OwnedProcess } from './owned-process.js';

const REGISTRY_USER = 'statix';
/** bcrypt of `correct-horse-battery`, cost 5. */
const HASH = '$2a$05$kUrY1Wadoba.ShFpApumKOOcTG5OPugDYfJZDTHyu5S4Hk2T2b4QG';

/** Debian's docker-registry on a free port, which wants a name and a password for everything. */
export class RealRegistry {
  private constructor(
    private readonly process: OwnedProcess,
    readonly port: number,
  ) {}

  static async start(folder: string): Promise<RealRegistry> {
    mkdirSync(folder, { recursive: true });
    const port = await freePort();
    const passwords = join(folder, 'htpasswd');
    writeFileSync(passwords, `${REGISTRY_USER}:${HASH}\n`);
    const config = join(folder, 'config.yml');
    writeFileSync(
      config,
      JSON.stringify({
        version: 0.1,
        log: { level: 'warn' },
        // Without a cache, so that what a test changes in the store is what is served.
        storage: { filesystem: { rootdirectory: join(folder, 'store') } },
        http: { addr: `127.0.0.1:${port}` },
        auth: { htpasswd: { realm: 'test', path: passwords } },
      }),
    );
    const started = await OwnedProcess.start('docker-registry', ['serve', config], {
      logPath: join(folder, 'registry.log'),
      answers: async () => (await fetch(`http://127.0.0.1:${port}/v2/`)).status === 401,
    });
    return new RealRegistry(started, port);
  }

  /** `127.0.0.1:…`, which engines talk to without TLS. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  stop(): Promise<void> {
    return this.process.stop();
  }
}

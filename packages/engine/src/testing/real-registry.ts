import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@statix/contract/testing/free-port';
import { OwnedProcess } from './owned-process.js';

export const REGISTRY_USER = 'statix';
export const REGISTRY_PASSWORD = 'correct-horse-battery';
/** bcrypt of the password, cost 5. */
const HASH = '$2a$05$kUrY1Wadoba.ShFpApumKOOcTG5OPugDYfJZDTHyu5S4Hk2T2b4QG';

/** Debian's docker-registry on a free port, which wants a name and a password for everything. */
export class RealRegistry {
  private constructor(
    private readonly process: OwnedProcess,
    private readonly folder: string,
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
    return new RealRegistry(started, folder, port);
  }

  /** `127.0.0.1:…`, which engines talk to without TLS. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Changes one byte of the first layer of the image with that manifest. */
  alterLayer(digest: string): void {
    const manifest = JSON.parse(readFileSync(this.blob(digest), 'utf8')) as {
      layers: { digest: string }[];
    };
    const path = this.blob(manifest.layers[0]!.digest);
    const content = readFileSync(path);
    const middle = content.byteLength >> 1;
    content.writeUInt8(content.readUInt8(middle) ^ 0xff, middle);
    writeFileSync(path, content);
  }

  /** Changes the manifest of a digest: it is JSON as before, and of another digest. */
  alterManifest(digest: string): void {
    const path = this.blob(digest);
    const text = readFileSync(path, 'utf8');
    const changed = text.replace('"size": ', '"size":  ');
    if (changed === text) throw new Error('the manifest is of another form');
    writeFileSync(path, changed);
  }

  stop(): Promise<void> {
    return this.process.stop();
  }

  private blob(digest: string): string {
    const hex = digest.slice('sha256:'.length);
    const blobs = join(this.folder, 'store/docker/registry/v2/blobs/sha256');
    return join(blobs, hex.slice(0, 2), hex, 'data');
  }
}

import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { connectEngine, type Engine } from '@statix/engine';
import { OwnedProcess } from '@statix/engine/testing/owned-process';

/** Why no second engine can be started here; undefined if one can. */
export function whyNoSecondEngine(): string | undefined {
  if (process.getuid?.() !== 0) return 'starting dockerd and mounting a tmpfs needs root';
  const folders = (process.env['PATH'] ?? '').split(':');
  const missing = ['dockerd', 'ip'].find(
    (program) => !folders.some((at) => existsSync(join(at, program))),
  );
  return missing === undefined ? undefined : `there is no ${missing} in PATH`;
}

/**
 * A bridge of its own. With `--bridge none` dockerd deletes docker0, whoever's it is, and containers
 * of the machine's own engine are without a network from then on.
 */
const BRIDGE = 'statix-test';

/**
 * Another machine: an engine with a store of its own, which is a small file system in memory. It has
 * no network of its own for containers: it pulls, loads, and builds recipes that only copy.
 */
export class SecondEngine {
  private constructor(
    private readonly process: OwnedProcess,
    private readonly folder: string,
  ) {}

  static async start(folder: string): Promise<SecondEngine> {
    const data = join(folder, 'data');
    mkdirSync(data, { recursive: true });
    execaSync('mount', ['-t', 'tmpfs', '-o', 'size=192m', 'statix-test', data]);
    addBridge();
    const host = `unix://${join(folder, 'docker.sock')}`;
    try {
      const started = await OwnedProcess.start(
        'dockerd',
        [
          ...['--host', host, '--data-root', data, '--exec-root', join(folder, 'exec')],
          ...['--pidfile', join(folder, 'pid'), '--bridge', BRIDGE, '--iptables=false'],
          // Otherwise a download that was cut is tried again for a minute.
          ...['--max-download-attempts', '1'],
        ],
        {
          logPath: join(folder, 'dockerd.log'),
          answers: async () => {
            await connectEngine({ env: { DOCKER_HOST: host } });
            return true;
          },
        },
      );
      return new SecondEngine(started, folder);
    } catch (error) {
      removeBridge();
      execaSync('umount', [data]);
      throw error;
    }
  }

  /** For DOCKER_HOST. */
  get address(): string {
    return `unix://${join(this.folder, 'docker.sock')}`;
  }

  connect(): Promise<Engine> {
    return connectEngine({ env: { DOCKER_HOST: this.address } });
  }

  /** Leaves that many bytes on the disk of the engine while `work` goes on. */
  async withLittleSpace<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    const filler = join(this.folder, 'data', 'filler');
    const { bavail, bsize } = statfsSync(join(this.folder, 'data'));
    writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - bytes)));
    try {
      return await work();
    } finally {
      rmSync(filler);
    }
  }

  async stop(): Promise<void> {
    await this.process.stop();
    removeBridge();
    execaSync('umount', ['--lazy', join(this.folder, 'data')]);
  }
}

function addBridge(): void {
  // Left behind by a run that was killed.
  if (existsSync(`/sys/class/net/${BRIDGE}`)) removeBridge();
  execaSync('ip', ['link', 'add', 'name', BRIDGE, 'type', 'bridge']);
  // dockerd gives containers addresses of the bridge's network, and wants one to be there.
  execaSync('ip', ['address', 'add', '198.18.47.1/24', 'dev', BRIDGE]);
  execaSync('ip', ['link', 'set', BRIDGE, 'up']);
}

function removeBridge(): void {
  execaSync('ip', ['link', 'delete', BRIDGE]);
}

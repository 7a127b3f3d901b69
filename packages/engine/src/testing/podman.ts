import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';

/** Why Podman cannot be tried here; undefined if it can. */
export function whyNoPodman(): string | undefined {
  if (process.getuid?.() !== 0) return 'a rootful Podman needs root';
  const folders = (process.env['PATH'] ?? '').split(':');
  const needed = ['podman', 'runc'].find(
    (name) => !folders.some((at) => existsSync(join(at, name))),
  );
  return needed === undefined ? undefined : `there is no ${needed} in PATH`;
}

/**
 * Limits that root without CAP_SYS_RESOURCE may set too, and the runtime that knows every kind of
 * cgroups: Podman's own choices fail in virtual machines of CI services.
 */
const SETTINGS = `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
`;

/** Podman's service with a store of its own. */
export class Podman {
  private constructor(
    private readonly service: ReturnType<typeof serve>,
    private readonly folder: string,
  ) {}

  static async start(folder: string): Promise<Podman> {
    await mkdir(folder, { recursive: true });
    const settings = join(folder, 'containers.conf');
    await writeFile(settings, SETTINGS);
    const socket = join(folder, 'podman.sock');
    const service = serve(folder, socket, settings);
    const ended = once(service, 'exit').then(() => true);
    while (!existsSync(socket)) {
      if (await Promise.race([ended, delay(50).then(() => false)]))
        throw new Error(`podman ended: ${(await service).all}`);
    }
    return new Podman(service, folder);
  }

  /** For DOCKER_HOST. */
  get address(): string {
    return `unix://${join(this.folder, 'podman.sock')}`;
  }

  async stop(): Promise<void> {
    this.service.kill();
    await this.service;
    // Podman leaves its store mounted while it has one.
    await execa('umount', [join(this.folder, 'store', 'overlay')], { reject: false });
    await rm(this.folder, { recursive: true, force: true });
  }
}

function serve(folder: string, socket: string, settings: string) {
  return execa(
    'podman',
    [
      ...['--root', join(folder, 'store'), '--runroot', join(folder, 'run')],
      ...['system', 'service', '--time=0', `unix://${socket}`],
    ],
    { env: { CONTAINERS_CONF: settings }, reject: false, stdin: 'ignore', all: true },
  );
}

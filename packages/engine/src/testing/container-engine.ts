import { randomBytes } from 'node:crypto';
import type { Duplex, Writable } from 'node:stream';
import {
  ContainerFiles,
  filesOf,
  treeOf,
  type FakeMount,
  type FakeTree,
} from './container-files.js';
import { empty, FakeEngine, frame, json, refuse, type FakeHandler } from './fake-engine.js';

/** A container of a {@link ContainerEngine}: what was put into it, and what it was made for. */
export interface FakeContainer {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string;
  readonly hostName: string;
  readonly workingDirectory: string | undefined;
  readonly network: string;
  readonly memoryBytes: number | undefined;
  readonly pids: number | undefined;
  readonly tmpfs: readonly string[];
  readonly files: ContainerFiles;
  /** Everything that was fed in, once it has ended; empty where nothing is. */
  readonly input: () => Promise<Buffer>;
  /** Aborted when it is killed or removed. */
  readonly ended: AbortSignal;
}

export interface FakeEnd {
  readonly exitCode?: number;
  readonly stdout?: string | Buffer;
  readonly stderr?: string;
  readonly oomKilled?: boolean;
}

/** Stands for what would run in a container. */
export type FakeProgram = (container: FakeContainer) => FakeEnd | Promise<FakeEnd>;

interface Running {
  readonly container: FakeContainer;
  readonly end: AbortController;
  /** Where its outputs go. */
  attached: Writable | undefined;
  /** Where its input comes from. */
  feeding: Promise<Buffer> | undefined;
  ending: Promise<FakeEnd> | undefined;
  last: FakeEnd;
}

interface FakeVolume {
  readonly labels: Readonly<Record<string, string>>;
  readonly files: FakeTree;
}

/** As a shell does that is asked to unpack its input at the root, and then becomes a program. */
async function begin({ container }: Running, program: FakeProgram): Promise<FakeEnd> {
  const [shell, , script = ''] = container.command;
  if (shell === '/bin/sh' && script.includes('tar --extract') && script.includes('--directory=/ '))
    await container.files.unpack(await container.input(), '/');
  return program(container);
}

const info = {
  ID: 'engine-1',
  Name: 'host',
  DockerRootDir: '/',
  ServerVersion: '29.0.0',
  SystemTime: '2026-11-21T09:46:01Z',
  OSType: 'linux',
  Architecture: 'x86_64',
  NCPU: 2,
  MemTotal: 8 * 1024 ** 3,
};

/**
 * A fake engine whose containers take and give files, keep those of volumes, and run a function in the
 * place of a program.
 */
export class ContainerEngine {
  readonly containers = new Map<string, Running>();
  /** Commands in the order in which they were started. */
  readonly started: string[] = [];
  readonly images = new Map<string, FakeTree>();
  readonly volumes = new Map<string, FakeVolume>();

  private constructor(
    readonly fake: FakeEngine,
    private readonly program: FakeProgram,
  ) {}

  /** @param images ids of images that are there, with their files by absolute path */
  static async start(
    program: FakeProgram,
    images: Readonly<Record<string, Readonly<Record<string, Buffer>>>> = {},
  ): Promise<ContainerEngine> {
    const engine = new ContainerEngine(await FakeEngine.start(), program);
    for (const [id, files] of Object.entries(images)) engine.images.set(id, treeOf(files));
    engine.scriptImages();
    engine.scriptVolumes();
    engine.scriptFiles();
    engine.scriptContainers();
    return engine;
  }

  stop(): Promise<void> {
    return this.fake.stop();
  }

  /** What is left on it: containers, and images that were imported. */
  leftBehind(): string[] {
    return [
      ...[...this.containers.values()].map(({ container }) => container.name),
      ...[...this.images.keys()].filter((id) => id.startsWith('sha256:import')),
    ];
  }

  private scriptImages(): void {
    this.fake
      .on(/GET \/_ping/, {})
      .on(/GET \/info/, info)
      .on(/GET \/version/, { Components: [] })
      .on(/GET \/(containers|images)\/json/, json([]))
      .on(/GET \/images\/.+\/json/, (request, response) => {
        const id = decodeURIComponent(request.path.slice('/images/'.length, -'/json'.length));
        if (!this.images.has(id)) {
          refuse(404, 'no such image')(request, response);
          return;
        }
        json({ Id: id, RepoTags: ['statix.local/statix:fake'], Config: { Labels: {} } })(
          request,
          response,
        );
      })
      .on(/POST \/images\/.+\/tag/, empty)
      .on(/POST \/images\/create/, (request, response) => {
        const id = `sha256:import${randomBytes(8).toString('hex')}`;
        void filesOf(request.body, '/').then((files) => {
          const contents = [...files].map(([path, { content }]) => [path, content] as const);
          this.images.set(id, treeOf(Object.fromEntries(contents)));
          response.end(`${JSON.stringify({ status: id })}\n`);
        });
      })
      .on(/DELETE \/images\//, (request, response) => {
        this.images.delete(decodeURIComponent(request.path.slice('/images/'.length)));
        json([])(request, response);
      });
  }

  private scriptVolumes(): void {
    this.fake
      .on(/POST \/volumes\/create/, (request, response) => {
        const { Name, Labels } = JSON.parse(request.body.toString()) as {
          Name: string;
          Labels: Record<string, string>;
        };
        // One that is there keeps its labels.
        const volume = this.volumes.get(Name) ?? { labels: Labels, files: new Map() };
        this.volumes.set(Name, volume);
        json({ Name, Labels: volume.labels }, 201)(request, response);
      })
      .on(/GET \/system\/df/, (request, response) => {
        const all = [...this.volumes].map(([Name, { labels, files }]) => {
          const sizes = [...files.values()].map(({ content }) => content.byteLength);
          return { Name, Labels: labels, UsageData: { Size: sizes.reduce((a, b) => a + b, 0) } };
        });
        json({ LayersSize: 0, Volumes: all })(request, response);
      });
  }

  private scriptFiles(): void {
    this.fake
      .on(
        /PUT \/containers\/.+\/archive/,
        this.of(({ container }, request, response) => {
          container.files.unpack(request.body, request.query.get('path') ?? '/').then(
            () => response.end(),
            (error: unknown) => {
              refuse(500, String(error))(request, response);
            },
          );
        }),
      )
      .on(
        /HEAD \/containers\/.+\/archive/,
        this.of(({ container }, request, response) => {
          const stat = container.files.stat(request.query.get('path') ?? '');
          response.writeHead(
            stat === undefined ? 404 : 200,
            stat === undefined ? {} : { 'X-Docker-Container-Path-Stat': stat },
          );
          response.end();
        }),
      )
      .on(
        /GET \/containers\/.+\/archive/,
        this.of(({ container }, request, response) => {
          const path = request.query.get('path') ?? '';
          void container.files.archive(path).then((archive) => {
            if (archive === undefined) refuse(404, `no ${path}`)(request, response);
            else response.end(archive);
          });
        }),
      );
  }

  private scriptContainers(): void {
    this.fake
      .on(/POST \/containers\/create/, (request, response) => {
        const container = this.create(request.query.get('name') ?? '', request.body);
        json({ Id: container.id, Warnings: [] }, 201)(request, response);
      })
      .on(
        /POST \/containers\/.+\/attach/,
        this.of((running, _request, response) => {
          running.attached = response;
          response.writeHead(200);
          response.flushHeaders();
        }),
      )
      .onUpgrade(/POST \/containers\/.+\/attach/, (request, connection) => {
        const running = this.at(request.path);
        if (running === undefined) {
          connection.destroy();
          return;
        }
        running.attached = connection;
        running.feeding = everythingFrom(connection);
      })
      .on(
        /POST \/containers\/.+\/start/,
        this.of((running, request, response) => {
          this.started.push(running.container.command.join(' '));
          running.ending = begin(running, this.program);
          running.ending.catch(() => undefined);
          empty(request, response);
        }),
      )
      .on(
        /POST \/containers\/.+\/wait/,
        this.of((running, request, response) => {
          running.ending?.then(
            (end) => {
              running.last = end;
              if (end.stdout !== undefined) running.attached?.write(frame(1, end.stdout));
              if (end.stderr !== undefined) running.attached?.write(frame(2, end.stderr));
              running.attached?.end();
              json({ StatusCode: end.exitCode ?? 0 })(request, response);
            },
            (error: unknown) => {
              // A function that throws is a test that fails: what it says is to be seen.
              refuse(500, String(error))(request, response);
            },
          );
        }),
      )
      .on(
        /POST \/containers\/.+\/kill/,
        this.of(({ end }, request, response) => {
          end.abort();
          empty(request, response);
        }),
      )
      .on(
        /GET \/containers\/[^/]+\/json/,
        this.of(({ last: { exitCode = 0, oomKilled = false } }, request, response) => {
          json({ State: { ExitCode: exitCode, OOMKilled: oomKilled } })(request, response);
        }),
      )
      .on(
        /DELETE \/containers\//,
        this.of(({ container, end }, request, response) => {
          end.abort();
          this.containers.delete(container.id);
          empty(request, response);
        }),
      );
  }

  private create(name: string, body: Buffer): FakeContainer {
    const given = JSON.parse(body.toString()) as {
      Image: string;
      Entrypoint: string[];
      Cmd: string[];
      Env: string[];
      User?: string;
      Hostname: string;
      WorkingDir?: string;
      HostConfig: {
        Memory?: number;
        PidsLimit?: number;
        Tmpfs: Record<string, string>;
        NetworkMode: string;
        Mounts: { Type: string; Source: string; Target: string; ReadOnly: boolean }[];
      };
    };
    const host = given.HostConfig;
    const end = new AbortController();
    const id = randomBytes(6).toString('hex');
    const container: FakeContainer = {
      id,
      name,
      image: given.Image,
      command: [...given.Entrypoint, ...given.Cmd],
      environment: Object.fromEntries(
        given.Env.map((line) => [
          line.slice(0, line.indexOf('=')),
          line.slice(line.indexOf('=') + 1),
        ]),
      ),
      user: given.User ?? '',
      hostName: given.Hostname,
      workingDirectory: given.WorkingDir,
      network: host.NetworkMode,
      memoryBytes: host.Memory,
      pids: host.PidsLimit,
      tmpfs: Object.keys(host.Tmpfs),
      files: new ContainerFiles(this.images.get(given.Image), this.mounts(host.Mounts)),
      input: async () => (await this.containers.get(id)?.feeding) ?? Buffer.alloc(0),
      ended: end.signal,
    };
    this.containers.set(id, {
      ...{ container, end, last: {} },
      ...{ attached: undefined, feeding: undefined, ending: undefined },
    });
    return container;
  }

  /** A volume that nobody has made is an error: an engine would make one that nobody finds again. */
  private mounts(
    asked: readonly { Type: string; Source: string; Target: string; ReadOnly: boolean }[],
  ): FakeMount[] {
    return asked
      .filter(({ Type }) => Type === 'volume')
      .map(({ Source: volume, Target: target, ReadOnly: readOnly }) => {
        const files = this.volumes.get(volume)?.files;
        if (files === undefined) throw new Error(`no volume ${volume}`);
        return { volume, target, readOnly, files };
      });
  }

  private at(path: string): Running | undefined {
    const [, , key = ''] = path.split('/');
    return (
      this.containers.get(key) ??
      [...this.containers.values()].find(({ container }) => container.name === key)
    );
  }

  private of(handler: (running: Running, ...rest: Parameters<FakeHandler>) => void): FakeHandler {
    return (request, response) => {
      const running = this.at(request.path);
      if (running === undefined) refuse(404, 'no such container')(request, response);
      else handler(running, request, response);
    };
  }
}

async function everythingFrom(connection: Duplex): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of connection.iterator({ destroyOnReturn: false }))
    chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

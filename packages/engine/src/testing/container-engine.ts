import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import type { ServerResponse } from 'node:http';
import { extract, pack } from 'tar-stream';
import { empty, FakeEngine, frame, json, refuse } from './fake-engine.js';

/** A container of a {@link ContainerEngine}: what was put into it, and what it was made for. */
export interface FakeContainer {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly memoryBytes: number | undefined;
  readonly pids: number | undefined;
  readonly tmpfs: readonly string[];
  /** By absolute path. */
  readonly files: Map<string, Buffer>;
  /** Aborted when it is killed or removed. */
  readonly ended: AbortSignal;
}

export interface FakeEnd {
  readonly exitCode?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly oomKilled?: boolean;
}

/** Stands for what would run in a container. */
export type FakeProgram = (container: FakeContainer) => FakeEnd | Promise<FakeEnd>;

interface Running {
  readonly container: FakeContainer;
  readonly end: AbortController;
  attached: ServerResponse | undefined;
  ending: Promise<FakeEnd> | undefined;
  last: FakeEnd;
}

const info = {
  ID: 'engine-1',
  Name: 'host',
  DockerRootDir: '/',
  ServerVersion: '29.0.0',
  SystemTime: '2026-11-21T09:46:01Z',
  Architecture: 'x86_64',
  NCPU: 2,
  MemTotal: 8 * 1024 ** 3,
};

/** A fake engine whose containers take and give files, and run a function in the place of a program. */
export class ContainerEngine {
  readonly containers = new Map<string, Running>();
  /** Commands in the order in which they were started. */
  readonly started: string[] = [];
  readonly images = new Map<string, Map<string, Buffer>>();

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
    for (const [id, files] of Object.entries(images))
      engine.images.set(id, new Map(Object.entries(files)));
    engine.script();
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

  private script(): void {
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
          this.images.set(id, files);
          response.end(`${JSON.stringify({ status: id })}\n`);
        });
      })
      .on(/DELETE \/images\//, (request, response) => {
        this.images.delete(decodeURIComponent(request.path.slice('/images/'.length)));
        json([])(request, response);
      })
      .on(/POST \/containers\/create/, (request, response) => {
        const container = this.create(request.query.get('name') ?? '', request.body);
        json({ Id: container.id, Warnings: [] }, 201)(request, response);
      })
      .on(/PUT \/containers\/.+\/archive/, (request, response) => {
        const { container } = this.at(request.path);
        void filesOf(request.body, request.query.get('path') ?? '/').then((files) => {
          for (const [path, content] of files) container.files.set(path, content);
          response.end();
        });
      })
      .on(/GET \/containers\/.+\/archive/, (request, response) => {
        const path = request.query.get('path') ?? '';
        const content = this.at(request.path).container.files.get(path);
        if (content === undefined) {
          refuse(404, `no ${path}`)(request, response);
          return;
        }
        const archive = pack();
        archive.entry({ name: posix.basename(path), mode: 0o755 }, content);
        archive.finalize();
        archive.pipe(response);
      })
      .on(/POST \/containers\/.+\/attach/, (request, response) => {
        this.at(request.path).attached = response;
        response.writeHead(200);
        response.flushHeaders();
      })
      .on(/POST \/containers\/.+\/start/, (request, response) => {
        const running = this.at(request.path);
        this.started.push(running.container.command.join(' '));
        running.ending = Promise.resolve(this.program(running.container));
        empty(request, response);
      })
      .on(/POST \/containers\/.+\/wait/, (request, response) => {
        const running = this.at(request.path);
        void running.ending?.then((end) => {
          running.last = end;
          if (end.stdout !== undefined) running.attached?.write(frame(1, end.stdout));
          if (end.stderr !== undefined) running.attached?.write(frame(2, end.stderr));
          running.attached?.end();
          json({ StatusCode: end.exitCode ?? 0 })(request, response);
        });
      })
      .on(/POST \/containers\/.+\/kill/, (request, response) => {
        this.at(request.path).end.abort();
        empty(request, response);
      })
      .on(/GET \/containers\/[^/]+\/json/, (request, response) => {
        const { exitCode = 0, oomKilled = false } = this.at(request.path).last;
        json({ State: { ExitCode: exitCode, OOMKilled: oomKilled } })(request, response);
      })
      .on(/DELETE \/containers\//, (request, response) => {
        const running = this.at(request.path);
        running.end.abort();
        this.containers.delete(running.container.id);
        empty(request, response);
      });
  }

  private create(name: string, body: Buffer): FakeContainer {
    const given = JSON.parse(body.toString()) as {
      Image: string;
      Entrypoint: string[];
      Cmd: string[];
      HostConfig: { Memory?: number; PidsLimit?: number; Tmpfs: Record<string, string> };
    };
    const end = new AbortController();
    const container: FakeContainer = {
      id: randomBytes(6).toString('hex'),
      name,
      image: given.Image,
      command: [...given.Entrypoint, ...given.Cmd],
      memoryBytes: given.HostConfig.Memory,
      pids: given.HostConfig.PidsLimit,
      tmpfs: Object.keys(given.HostConfig.Tmpfs),
      files: new Map(this.images.get(given.Image)),
      ended: end.signal,
    };
    this.containers.set(container.id, {
      ...{ container, end, attached: undefined, ending: undefined, last: {} },
    });
    return container;
  }

  private at(path: string): Running {
    const [, , key = ''] = path.split('/');
    const found =
      this.containers.get(key) ??
      [...this.containers.values()].find(({ container }) => container.name === key);
    if (found === undefined) throw new Error(`no container ${key}`);
    return found;
  }
}

/** Files of an archive by their absolute path in a container. */
async function filesOf(archive: Buffer, folder: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const entries = extract();
  Readable.from([archive]).pipe(entries);
  for await (const entry of entries) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    files.set(posix.join(folder, entry.header.name), Buffer.concat(chunks));
  }
  return files;
}

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import Docker from 'dockerode';
import type { Tree } from './affected-crates';
import { triple } from './repository';
import { synchroniseFolder } from './synchronise-folder';

export interface CargoBuild {
  /** False when cargo found nothing to do for any binary of the package. */
  readonly rebuilt: boolean;
  /** Over all of its binaries. */
  readonly sha256: string;
}

interface ArtifactMessage {
  readonly reason: string;
  readonly fresh: boolean;
  readonly executable: string | null;
  readonly target: { readonly name: string; readonly kind: readonly string[] };
}

/**
 * The image's own cargo over a whole working copy, as somebody types it who has no Nx: one container
 * that stays, one target folder, so that cargo says of each state what it has to make anew since the
 * last. Nothing of Statix takes part but the compiler.
 */
export class CargoOracle implements Tree {
  readonly root: string;
  readonly #container: Docker.Container;
  readonly #folder: string;

  private constructor(folder: string, container: Docker.Container) {
    this.#folder = folder;
    this.#container = container;
    this.root = join(folder, 'tree');
  }

  /**
   * @param folder is emptied; the container sees it under the same path
   * @param readable other folders that it sees, to read them
   */
  static async start(
    folder: string,
    image: string,
    readable: readonly string[] = [],
  ): Promise<CargoOracle> {
    rmSync(folder, { recursive: true, force: true });
    for (const name of ['tree', 'cargo', 'target']) {
      mkdirSync(join(folder, name), { recursive: true });
    }
    const bundle = process.env['SSL_CERT_FILE'];
    if (bundle !== undefined) writeFileSync(join(folder, 'ca.pem'), readFileSync(bundle));
    const proxies = Object.entries(process.env).filter(([name]) =>
      /^(https?|no)_proxy$/i.test(name),
    );
    const container = await new Docker().createContainer({
      Image: image,
      Entrypoint: ['sleep'],
      // No longer than the longest test, should nobody stop it.
      Cmd: ['21600'],
      User: `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`,
      WorkingDir: join(folder, 'tree'),
      Env: [
        `CARGO_HOME=${join(folder, 'cargo')}`,
        `HOME=${folder}`,
        ...(bundle === undefined ? [] : [`CARGO_HTTP_CAINFO=${join(folder, 'ca.pem')}`]),
        ...proxies.map(([name, value]) => `${name}=${value ?? ''}`),
      ],
      HostConfig: {
        Binds: [`${folder}:${folder}`, ...readable.map((path) => `${path}:${path}:ro`)],
        NetworkMode: 'host',
        AutoRemove: true,
        Init: true,
      },
    });
    await container.start();
    return new CargoOracle(folder, container);
  }

  async stop(): Promise<void> {
    await this.#container.remove({ force: true });
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), content);
    }
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  edit(path: string, change: (text: string) => string): void {
    this.write({ [path]: change(this.read(path)) });
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true, force: true });
  }

  /** Downloads what the locks name. */
  async fetch(manifest: string): Promise<void> {
    await this.#cargo(['fetch', '--locked', '--manifest-path', manifest]);
  }

  /**
   * Builds a program as the executor would, but in the whole workspace.
   *
   * @param environment declared for the build; nothing else of the caller's reaches cargo
   */
  async build(
    manifest: string,
    program: string,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<CargoBuild> {
    const args = ['--locked', '--manifest-path', manifest, '-p', program];
    return this.#build('tree', args, environment);
  }

  /**
   * Builds a program from the files that the executor would show it and no others, cold.
   *
   * @throws Error with what cargo says where it fails
   */
  async buildStaged(
    files: Readonly<Record<string, string>>,
    manifest: string,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<CargoBuild> {
    const folder = join(this.#folder, 'staged');
    rmSync(folder, { recursive: true, force: true });
    rmSync(join(this.#folder, 'target-staged'), { recursive: true, force: true });
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return this.#build('staged', ['--manifest-path', manifest], environment);
  }

  async #build(
    folder: 'tree' | 'staged',
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
  ): Promise<CargoBuild> {
    const target = folder === 'tree' ? 'target' : 'target-staged';
    const output = await this.#cargo(
      [
        ...['build', '--offline', '--release', '--bins', '--target', triple, ...args],
        ...[
          '--target-dir',
          join(this.#folder, target),
          '--message-format',
          'json-render-diagnostics',
        ],
      ],
      environment,
      join(this.#folder, folder),
    );
    const artifacts = output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as { reason: string })
      .filter((message): message is ArtifactMessage => message.reason === 'compiler-artifact')
      .filter(({ target: { kind } }) => kind.includes('bin'))
      .sort((left, right) => (left.target.name < right.target.name ? -1 : 1));
    if (artifacts.length === 0) throw new Error(`cargo made no binary\n${output}`);
    const hash = createHash('sha256');
    for (const { executable, target: made } of artifacts) {
      hash.update(`${made.name}\n`).update(readFileSync(executable ?? ''));
    }
    return { rebuilt: artifacts.some(({ fresh }) => !fresh), sha256: hash.digest('hex') };
  }

  /** Makes the tree these files; what is equal is left alone, so that cargo sees no change there. */
  synchronise(files: ReadonlyMap<string, string>): void {
    synchroniseFolder(this.root, files);
  }

  exists(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  async #cargo(
    args: string[],
    environment: Readonly<Record<string, string>> = {},
    folder = this.root,
  ): Promise<string> {
    const exec = await this.#container.exec({
      Cmd: ['cargo', ...args],
      WorkingDir: folder,
      Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
      AttachStdout: true,
      AttachStderr: true,
    });
    const stream = await exec.start({});
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    this.#container.modem.demuxStream(stream, stdout, stderr);
    stream.once('end', () => {
      stdout.end();
      stderr.end();
    });
    const [output, errors] = await Promise.all([text(stdout), text(stderr)]);
    const { ExitCode } = await exec.inspect();
    if (ExitCode !== 0) throw new Error(`cargo ${args.join(' ')}: ${ExitCode}\n${errors}`);
    return output;
  }
}

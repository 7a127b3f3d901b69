import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { command, succeed, withoutNx, type CommandOptions, type Finished } from './command';
import { installedOnce } from './installed-once';
import type { Registry } from './registry';
import { repositoryRoot, triple } from './repository';
import { synchroniseFolder } from './synchronise-folder';

/** Another package manager than npm. */
export interface PackageManager {
  /** Folder of its program, which goes first in PATH. */
  readonly programs: string;
  readonly install: readonly [program: string, args: readonly string[]];
  /** What it wants in the workspace before the first installation. */
  readonly files: Readonly<Record<string, string>>;
}

/** A fresh Nx workspace, as a user has it, that installs our packages from the local registry. */
export class Workspace {
  readonly root: string;
  readonly #env: NodeJS.ProcessEnv;
  #seconds = 0;

  private constructor(
    root: string,
    registry: Registry,
    programs?: string,
    env: NodeJS.ProcessEnv = {},
  ) {
    this.root = root;
    this.#env = {
      ...registry.env,
      ...env,
      ...(programs === undefined ? {} : { PATH: `${programs}:${process.env['PATH'] ?? ''}` }),
      NX_DAEMON: 'false',
      NX_NO_CLOUD: 'true',
      NX_INTERACTIVE: 'false',
      NX_DEFAULT_OUTPUT_STYLE: 'stream',
      CI: 'true',
    };
  }

  /** What `npx nx` finds; npx itself would take half a second of each call. */
  get #nx(): string {
    return join(this.root, 'node_modules/.bin/nx');
  }

  /** What its commands run with. */
  get environment(): NodeJS.ProcessEnv {
    return { ...withoutNx(process.env), ...this.#env };
  }

  /** An empty workspace with that Nx; everything in it is committed. */
  static async create(
    root: string,
    registry: Registry,
    nxVersion: string,
    manager?: PackageManager,
  ): Promise<Workspace> {
    if (manager !== undefined) return Workspace.#install(root, registry, nxVersion, manager);
    const installed = await installedOnce(registry, `nx-${nxVersion}`, async (folder) => {
      await Workspace.#install(folder, registry, nxVersion);
    });
    return Workspace.copyOf(installed, root, registry);
  }

  /** A workspace that is like the one in another folder, without what Nx keeps of it. */
  static async copyOf(original: string, root: string, registry: Registry): Promise<Workspace> {
    rmSync(root, { recursive: true, force: true });
    mkdirSync(dirname(root), { recursive: true });
    await succeed('cp', ['-a', original, root], { cwd: dirname(root) });
    rmSync(join(root, '.nx'), { recursive: true, force: true });
    return new Workspace(root, registry);
  }

  static async #install(
    root: string,
    registry: Registry,
    nxVersion: string,
    manager?: PackageManager,
  ): Promise<Workspace> {
    rmSync(root, { recursive: true, force: true });
    const workspace = new Workspace(root, registry, manager?.programs);
    workspace.write({
      'package.json': JSON.stringify({
        name: 'acme',
        version: '0.0.0',
        private: true,
        devDependencies: { nx: nxVersion },
      }),
      'nx.json': JSON.stringify({ analytics: false, neverConnectToCloud: true }),
      '.gitignore': 'node_modules\n.nx\n',
    });
    workspace.write(manager?.files ?? {});
    await workspace.succeed(...(manager?.install ?? ['npm', ['install']]));
    await workspace.succeed('git', ['init', '--quiet', '--initial-branch=main']);
    await workspace.commit('start');
    return workspace;
  }

  /** The last commit in another folder, as another machine has it. */
  async clone(root: string, registry: Registry): Promise<Workspace> {
    rmSync(root, { recursive: true, force: true });
    mkdirSync(dirname(root), { recursive: true });
    await this.succeed('git', ['clone', '--quiet', this.root, root]);
    // By itself Nx keeps one cache in ~/.nx for all clones of a repository.
    const env = { NX_CACHE_DIRECTORY: join(root, '.nx/cache') };
    const workspace = new Workspace(root, registry, undefined, env);
    // Not `ci`: npm has left optional packages of other platforms out of a lock that it made.
    await workspace.succeed('npm', ['install']);
    return workspace;
  }

  /** The same in another folder, without what Nx keeps of it. */
  copy(root: string, registry: Registry): Promise<Workspace> {
    return Workspace.copyOf(this.root, root, registry);
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), content);
    }
  }

  edit(path: string, change: (text: string) => string): void {
    const before = this.read(path);
    const after = change(before);
    if (after === before) throw new Error(`the edit of ${path} changed nothing`);
    this.write({ [path]: after });
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true, force: true });
  }

  /** Where build-static puts a binary. */
  binary(project: string, name = project): string {
    return join(this.root, 'dist/static', project, triple, 'release', name);
  }

  nx(args: readonly string[], options: Partial<CommandOptions> = {}): Promise<Finished> {
    return command(this.#nx, args, this.#options(options));
  }

  /** As {@link nx}, for a run that has to succeed. */
  nxSucceeds(args: readonly string[], options: Partial<CommandOptions> = {}): Promise<string> {
    return succeed(this.#nx, args, this.#options(options));
  }

  succeed(program: string, args: readonly string[]): Promise<string> {
    return succeed(program, args, this.#options({}));
  }

  /** The recipe of the image and its lock in the workspace itself, where they can be edited. */
  copyRecipe(): void {
    const folder = join(this.root, 'images/statix');
    for (const name of ['recipe', 'lock.json']) {
      cpSync(join(repositoryRoot, 'images/statix', name), join(folder, name), { recursive: true });
    }
    const path = 'images/statix/statix-image.json';
    const definition = JSON.parse(this.read(path)) as Record<string, unknown>;
    this.write({ [path]: JSON.stringify({ ...definition, recipe: './recipe' }) });
  }

  /**
   * Makes the files under some paths these, and leaves all others alone. What is written has a time
   * of its own each time: without its daemon, Nx 23.2 takes a file for unchanged when the second of
   * its time is the same (docs/affected.md).
   */
  synchronise(files: ReadonlyMap<string, string>, within: readonly string[]): void {
    this.#seconds = Math.max(this.#seconds + 1, Math.floor(Date.now() / 1000));
    synchroniseFolder(this.root, files, within, this.#seconds);
  }

  /** Back to the last commit. */
  async reset(): Promise<void> {
    await this.succeed('git', ['reset', '--quiet', '--hard']);
    await this.succeed('git', ['clean', '--quiet', '-fd']);
  }

  async commit(message: string): Promise<void> {
    await this.succeed('git', ['add', '--all']);
    const identity = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@localhost'];
    await this.succeed('git', [...identity, 'commit', '--quiet', '--allow-empty', '-m', message]);
  }

  #options(options: Partial<CommandOptions>): CommandOptions {
    return { cwd: this.root, ...options, env: { ...this.#env, ...options.env } };
  }
}

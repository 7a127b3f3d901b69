import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { connectEngine } from '@statix/engine';
import type { Run } from '../random/states';
import type { Finished, CommandOptions } from './command';
import { layFiles, type LaidFiles, type Manner } from './lay-files';
import type { Registry } from './registry';
import { scratchRoot, triple } from './repository';
import { Workspace } from './workspace';

/** What a build has made: sha256 by the name of each program. */
export type Programs = Readonly<Record<string, string>>;

/** An Nx workspace whose files are made those of a state, and that builds it as a user does. */
export class StateWorkspace {
  #laid: LaidFiles = new Map();
  #laidIn: number | undefined;

  private constructor(
    readonly version: string,
    readonly workspace: Workspace,
    readonly daemon: boolean,
  ) {}

  /** Of one version of Nx, a workspace each with those names: the first is installed, the others are copies. */
  static async create(
    registry: Registry,
    nx: string,
    wanted: readonly { readonly name: string; readonly daemon: boolean }[],
  ): Promise<StateWorkspace[]> {
    const installed = await Workspace.create(join(scratchRoot, `states-${nx}`), registry, nx);
    await installed.nxSucceeds(['add', '@statix/nx']);
    installed.edit('images/statix/statix-image.json', (text) =>
      text.replace('debian:trixie-slim', 'statix-base:trixie'),
    );
    installed.edit('.gitignore', (text) => `${text}\n/told/gen\n`);
    await installed.commit('Rust');
    await installed.nxSucceeds(['run', 'statix-image:image']);
    const made: StateWorkspace[] = [];
    for (const { name, daemon } of wanted) {
      const workspace = await installed.copy(join(scratchRoot, name), registry);
      made.push(new StateWorkspace(nx, workspace, daemon));
    }
    return made;
  }

  /**
   * Makes the workspace's files those of a state. Without its daemon, Nx takes two edits of a file within
   * one second for one (docs/affected.md): there the next second is waited for.
   */
  async lay({ files }: Pick<Run, 'files'>, manner: Manner = 'written'): Promise<void> {
    while (!this.daemon && secondNow() === this.#laidIn) await after(20);
    layFiles(this.workspace.root, this.#laid, files, manner);
    this.#laid = files;
    this.#laidIn = secondNow();
  }

  /** @param more arguments besides those of the run */
  nx(
    { project, args }: Run,
    more: readonly string[] = [],
    options: Partial<CommandOptions> = {},
  ): Promise<Finished> {
    return this.workspace.nx(['run', `${project}:build-static`, ...args, ...more], {
      ...options,
      env: { NX_DAEMON: String(this.daemon), ...options.env },
    });
  }

  /** What is in the folder of the run's profile. */
  programs({ project, profile }: Run): Programs {
    const folder = join(this.workspace.root, 'dist/static', project, triple, profile);
    if (!existsSync(folder)) return {};
    const names = readdirSync(folder).filter((name) => !name.endsWith('.json'));
    return Object.fromEntries(
      names.sort().map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      ]),
    );
  }

  removeDist(): void {
    rmSync(join(this.workspace.root, 'dist'), { recursive: true, force: true });
  }

  /** Removes everything that builds of this workspace have compiled. */
  async removeCompiled(): Promise<void> {
    const engine = await connectEngine({});
    for (const { name } of await engine.listVolumes({
      'dev.statix.workspace': this.workspace.root,
    }))
      if (!name.startsWith('statix-crates-')) await engine.removeVolume(name);
  }

  async end(): Promise<void> {
    await this.workspace.nx(['daemon', '--stop'], { env: { NX_DAEMON: 'true' } });
    await this.removeCompiled();
  }
}

/** Builds states from nothing: no compiled code of another state, no cache of Nx, another folder. */
export class ColdBuilds {
  readonly #made = new Map<string, Promise<Programs>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(readonly workspace: StateWorkspace) {}

  /** How many states were built. */
  get count(): number {
    return this.#made.size;
  }

  /** @throws Error when the build fails */
  programs(run: Run): Promise<Programs> {
    const known = this.#made.get(run.key);
    if (known !== undefined) return known;
    // One after the other: there is one folder.
    const made = this.#last.catch(() => undefined).then(() => this.#build(run));
    this.#last = made;
    this.#made.set(run.key, made);
    return made;
  }

  async #build(run: Run): Promise<Programs> {
    await this.workspace.removeCompiled();
    this.workspace.removeDist();
    await this.workspace.lay(run);
    const { status, output } = await this.workspace.nx(run, ['--skipNxCache']);
    if (status !== 0) throw new Error(`a cold build failed\n${output}`);
    return this.workspace.programs(run);
  }
}

/** Whether a run has taken the programs from Nx's cache, or left those that were there. */
export function isHit({ project }: Run, output: string): boolean {
  return new RegExp(
    `nx run ${project}:build-static\\b.*\\[(local cache|existing outputs|remote cache)`,
  ).test(output);
}

function secondNow(): number {
  return Math.floor(Date.now() / 1000);
}

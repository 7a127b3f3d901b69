import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { execaSync } from 'execa';
import type { BuildManifest, ImageIdentity } from '@statix/contract';
import { connectEngine, type Terminal } from '@statix/engine';
import type { NxContext, NxTarget } from '@statix/task';
import { identifyImage, readImageDefinition } from '@statix/toolchain';
import build from '../executors/build/executor.js';
import check from '../executors/check/executor.js';
import rebuild from '../executors/rebuild/executor.js';
import shell from '../executors/shell/executor.js';
import test from '../executors/test/executor.js';
import {
  buildSchema,
  checkSchema,
  loadContext,
  loadPlan,
  performBuild,
  performCheck,
  performShell,
  performTests,
  planCheck,
  planShell,
  planTests,
  shellSchema,
  testSchema,
} from '../index.js';
import type { RunContext } from '../run/cargo-run.js';
import type { Diagnostic } from '../output/compiler-messages.js';
import type { Tested } from '../executors/test/perform.js';

const executors = { build, check, shell, test };

const repositoryRoot = join(__dirname, '../../../..');
const definition = 'images/statix/statix-image.json';

/**
 * A workspace on disk whose packages are built with the engine that DOCKER_HOST names and the image of
 * this repository's recipe, which has to be on it.
 */
export class BuildWorkspace {
  /** What the build said to a person, line by line. */
  readonly reported: string[] = [];

  /** Where the files of the image are that builds with the option `runsOn` = host run in. */
  imageRoot: string | undefined;

  /** Lines for GitHub's runner, of tests. */
  readonly annotated: string[] = [];

  readonly #ownImages: string[] = [];

  private constructor(
    readonly root: string,
    /** Of the image that it is built in. */
    readonly identity: ImageIdentity,
  ) {}

  get name(): string {
    return basename(this.root);
  }

  static async create(files: Readonly<Record<string, string>>): Promise<BuildWorkspace> {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'statix-build-')));
    for (const name of ['recipe', 'lock.json', 'statix-image.json']) {
      const from = join(repositoryRoot, 'images/statix', name);
      cpSync(from, join(root, 'images/statix', name), { recursive: true });
    }
    const workspace = await BuildWorkspace.open(root);
    workspace.write({
      'image.json': JSON.stringify(workspace.identity),
      '.gitignore': 'dist\nimage.json\n',
    });
    workspace.write(files);
    execaSync('git', ['init', '--quiet'], { cwd: root });
    return workspace;
  }

  /** One that was created by another process. */
  static async open(root: string): Promise<BuildWorkspace> {
    return new BuildWorkspace(root, identifyImage(await readImageDefinition(root, definition)));
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), content);
    }
  }

  async build(
    project: string,
    options: Record<string, unknown> = {},
    signal?: AbortSignal,
  ): Promise<readonly BuildManifest[]> {
    const parsed = buildSchema.parse({ ...this.placeOf(project), ...options });
    const context = this.contextOf(project, signal);
    const built = await performBuild(await loadPlan(parsed, context), context);
    return built.map(({ manifest }) => manifest);
  }

  /**
   * Builds `crates/<project>` as Nx calls the executor: what is wrong is printed.
   *
   * @param target what the project graph has of the target besides its options
   */
  buildAsTask(
    project: string,
    options: Record<string, unknown> = {},
    target: NxTarget = {},
  ): Promise<{ success: boolean }> {
    return build({ ...this.placeOf(project), ...options }, taskOf(this.root, project, target));
  }

  /** Runs another executor of `crates/<project>` as Nx calls it. */
  runAsTask(
    name: keyof typeof executors,
    project: string,
    options: Record<string, unknown> = {},
  ): Promise<{ success: boolean }> {
    const own = { ...this.placeOf(project), ...options };
    return executors[name](own, taskOf(this.root, project, {}));
  }

  /** Builds `crates/<project>` again and compares, as Nx calls the executor. */
  rebuildAsTask(
    project: string,
    options: Record<string, unknown> = {},
  ): Promise<{ success: boolean }> {
    return rebuild({ ...this.placeOf(project), ...options }, taskOf(this.root, project, {}));
  }

  /** Runs the tests of `crates/<project>`. */
  async test(
    project: string,
    options: Record<string, unknown> = {},
    signal?: AbortSignal,
  ): Promise<Tested> {
    const parsed = testSchema.parse({ ...this.placeOf(project), ...options });
    const context = {
      ...this.contextOf(project, signal),
      annotate: (command: string) => void this.annotated.push(command),
    };
    return performTests(planTests(parsed, await loadContext(parsed, context)), context);
  }

  /** Checks `crates/<project>`. */
  async check(
    project: string,
    options: Record<string, unknown> = {},
  ): Promise<readonly Diagnostic[]> {
    const parsed = checkSchema.parse({ ...this.placeOf(project), ...options });
    const context = { ...this.contextOf(project), annotate: () => undefined };
    return performCheck(planCheck(parsed, await loadContext(parsed, context)), context);
  }

  /** Gives a terminal to a shell in the place of `crates/<project>`. */
  async shell(
    project: string,
    options: Record<string, unknown>,
    terminal: Terminal,
    signal?: AbortSignal,
  ): Promise<void> {
    const parsed = shellSchema.parse({ ...this.placeOf(project), ...options });
    const own = this.contextOf(project);
    const context = { ...own, terminal, ...(signal === undefined ? {} : { signal }) };
    await performShell(planShell(parsed, await loadContext(parsed, context)), context);
  }

  /** Runs a command of a shell there; gives what it prints. */
  async command(project: string, command: string): Promise<string> {
    const parsed = shellSchema.parse({ ...this.placeOf(project), command });
    let printed = '';
    const screen = {
      write: (text: string) => {
        printed += text;
        return true;
      },
      once: () => undefined,
    };
    const context = { ...this.contextOf(project), terminal: undefined, screen };
    await performShell(planShell(parsed, await loadContext(parsed, context)), context);
    return printed;
  }

  private placeOf(project: string): { manifest: string; image: string } {
    return { manifest: `crates/${project}/Cargo.toml`, image: 'image.json' };
  }

  private contextOf(projectName: string, signal = new AbortController().signal): RunContext {
    return {
      workspaceRoot: this.root,
      projectName,
      signal,
      report: (line) => this.reported.push(line),
      imageRoot: this.imageRoot,
    };
  }

  /** Has it built in an image of its own: that of this repository's recipe, and these lines of a Dockerfile. */
  async imageOfItsOwn(lines: string): Promise<void> {
    rmSync(join(this.root, 'images/statix'), { recursive: true });
    this.write({
      [definition]: JSON.stringify({ recipe: './recipe', base: this.identity.reference }),
      'images/statix/recipe/recipe.json': JSON.stringify({
        name: 'statix-own',
        version: '1',
        arguments: {},
      }),
      'images/statix/recipe/Dockerfile': `ARG BASE\nFROM \${BASE}\n${lines}\n`,
    });
    const own = identifyImage(await readImageDefinition(this.root, definition));
    this.write({ 'image.json': JSON.stringify(own) });
    this.#ownImages.push(own.reference);
  }

  /** Removes the folder, and the volumes and images that were made for it. */
  async remove(): Promise<void> {
    const engine = await connectEngine({});
    for (const volume of await engine.listVolumes({ 'dev.statix.workspace': this.root }))
      await engine.removeVolume(volume.name);
    for (const image of this.#ownImages)
      if ((await engine.findImage(image)) !== undefined) await engine.removeImage(image);
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** What Nx gives the executor of a project's `build-static`. */
function taskOf(root: string, projectName: string, target: NxTarget): NxContext {
  const targetName = 'build-static';
  const project = { root: `crates/${projectName}`, targets: { [targetName]: target } };
  const identify = {
    executor: '@statix/image:identify',
    options: { definition, identity: 'image.json' },
  };
  const id = `${projectName}:${targetName}`;
  return {
    ...{ root, projectName, targetName },
    projectsConfigurations: {
      projects: { [projectName]: project, image: { targets: { identify } } },
    },
    taskGraph: {
      tasks: { [id]: { id, target: { project: projectName, target: targetName }, overrides: {} } },
      dependencies: { [id]: [] },
    },
  };
}

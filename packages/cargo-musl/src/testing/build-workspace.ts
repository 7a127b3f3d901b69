import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { execaSync } from 'execa';
import type { BuildManifest } from '@statix/contract';
import { connectEngine } from '@statix/engine';
import { identifyImage, readImageDefinition } from '@statix/toolchain';
import { buildSchema, loadPlan, performBuild } from '../index.js';

const repositoryRoot = join(__dirname, '../../../..');
const definition = 'images/statix/statix-image.json';

/**
 * A workspace on disk whose packages are built for real: with the engine that runs and the image of
 * this repository's recipe, which has to be on it.
 */
export class BuildWorkspace {
  /** What the build said to a person, line by line. */
  readonly reported: string[] = [];

  private constructor(readonly root: string) {}

  get name(): string {
    return basename(this.root);
  }

  static async create(files: Readonly<Record<string, string>>): Promise<BuildWorkspace> {
    const workspace = new BuildWorkspace(
      realpathSync(mkdtempSync(join(tmpdir(), 'statix-build-'))),
    );
    const { root } = workspace;
    for (const name of ['recipe', 'lock.json', 'statix-image.json']) {
      const from = join(repositoryRoot, 'images/statix', name);
      cpSync(from, join(root, 'images/statix', name), { recursive: true });
    }
    const image = identifyImage(await readImageDefinition(root, definition));
    workspace.write({ 'image.json': JSON.stringify(image), '.gitignore': 'dist\nimage.json\n' });
    workspace.write(files);
    execaSync('git', ['init', '--quiet'], { cwd: root });
    return workspace;
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
  ): Promise<readonly BuildManifest[]> {
    const context = { workspaceRoot: this.root, projectName: project };
    const manifest = `crates/${project}/Cargo.toml`;
    const parsed = buildSchema.parse({ manifest, image: 'image.json', ...options });
    const plan = await loadPlan(parsed, context);
    return performBuild(plan, {
      ...context,
      signal: new AbortController().signal,
      report: (line) => this.reported.push(line),
    });
  }

  /** Removes the folder and the volumes that were made for it. */
  async remove(): Promise<void> {
    const engine = await connectEngine({});
    for (const volume of await engine.listVolumes({ 'dev.statix.workspace': this.root }))
      await engine.removeVolume(volume.name);
    rmSync(this.root, { recursive: true, force: true });
  }
}

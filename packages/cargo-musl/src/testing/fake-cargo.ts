import { basename } from 'node:path/posix';
import type { ImageContract } from '@statix/contract';
import { imageContract } from '@statix/contract/testing/image-contract';
import {
  ContainerEngine,
  type FakeContainer,
  type FakeProgram,
} from '@statix/engine/testing/container-engine';
import { recordImage } from '@statix/toolchain';
import { contentsArchive, resolvedRoot } from './resolved-root.js';

const imageId = `sha256:${'1'.repeat(64)}`;

/** Cargo in the containers of a fake engine: what it does is a function that a test may replace. */
export class FakeCargo {
  /** The runs of cargo in their order. */
  readonly runs: { readonly command: string; readonly container: FakeContainer }[] = [];
  fetch: FakeProgram = () => ({});
  build: FakeProgram = () => ({});
  /** What a build resolves to; no run of cargo of its own. */
  contents: FakeProgram = async ({ command }) => {
    const manifest = command[command.indexOf('--manifest-path') + 1] ?? '';
    const { metadata, linked } = resolvedRoot(manifest);
    return { stdout: await contentsArchive({ 'metadata.json': metadata, linked }) };
  };
  /** For every other command, and for what is no cargo; none is expected when undefined. */
  others: FakeProgram | undefined;
  /** Our scripts, by their names, where they do not end in a run of cargo. */
  script: FakeProgram = () => ({});

  private constructor(readonly engine: ContainerEngine) {}

  /**
   * The engine has one image, of a contract without libraries and tools if none is given.
   *
   * @param identity of the image, under which the state folder of this process is told of it
   */
  static async start(
    identity: string,
    contract: ImageContract = imageContract,
  ): Promise<FakeCargo> {
    const engine = await ContainerEngine.start((container) => cargo.run(container), {
      [imageId]: { '/opt/statix/contract.json': Buffer.from(JSON.stringify(contract)) },
    });
    const cargo = new FakeCargo(engine);
    await recordImage('engine-1', identity, imageId);
    return cargo;
  }

  /** For DOCKER_HOST. */
  get address(): string {
    return `unix://${this.engine.fake.socketPath}`;
  }

  commands(): string[] {
    return this.runs.map(({ command }) => command);
  }

  /** The last run of a command. */
  containerOf(command: string): FakeContainer {
    const found = this.runs.findLast((run) => run.command === command);
    if (found === undefined) throw new Error(`cargo ${command} did not run`);
    return found.container;
  }

  private run(container: FakeContainer): ReturnType<FakeProgram> {
    const at = container.command.indexOf('cargo');
    const script = container.command.find((word) => word.endsWith('.sh'));
    if (at === -1 && script !== undefined) {
      this.runs.push({ command: basename(script), container });
      return this.script(container);
    }
    const command = container.command[at + 1] ?? '';
    // Arguments that all of its commands have in common: `container/contents.sh`.
    if (command === '--offline') return this.contents(container);
    this.runs.push({ command, container });
    if (command === 'fetch') return this.fetch(container);
    if (command === 'build') return this.build(container);
    if (this.others !== undefined) return this.others(container);
    throw new Error(`nothing stands for cargo ${command}`);
  }
}

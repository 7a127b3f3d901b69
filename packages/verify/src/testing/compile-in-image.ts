import { join } from 'node:path';
import type { ImageIdentity } from '@statix/contract';
import { connectEngine, packArchive } from '@statix/engine';
import {
  findOwnImage,
  identifyImage,
  readImageDefinition,
  readImageContract,
} from '@statix/toolchain';

const root = join(__dirname, '../../../..');
const MOST_BYTES = 16 * 1024 * 1024;

/** Compiles programs of C in the image of this repository, which has to be on the engine. */
export class ImageCompiler {
  private constructor(
    readonly image: Pick<ImageIdentity, 'identity' | 'reference'>,
    private readonly imageId: string,
  ) {}

  static async create(): Promise<ImageCompiler> {
    const image = identifyImage(await readImageDefinition(root, 'images/statix/statix-image.json'));
    const engine = await connectEngine();
    const { id } = await engine.facts();
    const own = await findOwnImage(engine, id, image);
    if (own === undefined) throw new Error(`${image.reference} is not on the engine: npm run demo`);
    return new ImageCompiler(image, own.id);
  }

  /** @returns the program's bytes */
  async compile(source: string, flags: readonly string[] = []): Promise<Buffer> {
    const engine = await connectEngine();
    const { paths } = await readImageContract(engine, this.imageId);
    let printed = '';
    const keep = (chunk: Buffer) => {
      printed += chunk.toString();
    };
    const { value } = await engine.runContainer(
      {
        image: this.imageId,
        command: ['x86_64-linux-musl-clang', '-O1', ...flags, '-s', '-o', 'program', 'program.c'],
        environment: {},
        workingDirectory: paths.workspace,
        user: '65534:65534',
        purpose: 'compile',
        network: 'none',
        limits: {},
      },
      { stdout: keep, stderr: keep },
      {
        before: (container) =>
          container.putArchive(
            paths.workspace,
            packArchive([{ path: 'program.c', mode: 0o644, content: Buffer.from(source) }]),
          ),
        after: async (container, { exitCode }) => {
          if (exitCode !== 0) return undefined;
          const options = { maxBytes: MOST_BYTES };
          const { content } = await container.getFile(`${paths.workspace}/program`, options);
          const chunks: Buffer[] = [];
          for await (const chunk of content) chunks.push(chunk as Buffer);
          return Buffer.concat(chunks);
        },
      },
    );
    if (value === undefined) throw new Error(`it does not compile:\n${printed}`);
    return value;
  }
}

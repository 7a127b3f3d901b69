import { stat } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { writeFileDurably, type ImageContract } from '@statix/contract';
import { packArchive, type ContainerResult, type Engine } from '@statix/engine';

/** The image, and the engine that has it. */
export interface ImageTools {
  readonly engine: Engine;
  readonly imageId: string;
  readonly contract: ImageContract;
  readonly signal: AbortSignal;
}

export interface ImageCommand {
  readonly command: readonly string[];
  /** What the container is for: a part of its name. */
  readonly purpose: string;
  /** A file of this machine, and its name in the folder that the command is run in. */
  readonly input: { readonly path: string; readonly name: string };
  /** Where to put what the command wrote as `output`; a file longer than `maxBytes` is refused. */
  readonly output?: { readonly path: string; readonly maxBytes: number } | undefined;
}

/** Two cores packing a large program with --best take minutes; this only bounds a hang. */
const LONGEST_RUN_MILLISECONDS = 60 * 60 * 1000;

const MOST_PRINTED = 64 * 1024;

/**
 * Runs one command of the image over one file, in a container without a network and with nothing of
 * ours in its environment.
 *
 * @returns how it ended and the end of what it printed; the output is there if it ended with 0
 * @throws StatixError those of the engine, STATIX_CONTAINER_FILE_MISSING, STATIX_CONTAINER_FILE_REFUSED
 */
export async function runInImage(
  { engine, imageId, contract, signal }: ImageTools,
  { command, purpose, input, output }: ImageCommand,
): Promise<{ result: ContainerResult; printed: string }> {
  const { workspace } = contract.paths;
  let printed = '';
  const keep = (chunk: Buffer) => {
    printed = (printed + chunk.toString('utf8')).slice(-MOST_PRINTED);
  };
  const { result } = await engine.runContainer(
    {
      image: imageId,
      command: [...command],
      environment: {},
      workingDirectory: workspace,
      user: '65534:65534',
      purpose,
      network: 'none',
      limits: { pids: 64 },
    },
    { stdout: keep, stderr: keep, signal, timeoutMilliseconds: LONGEST_RUN_MILLISECONDS },
    {
      before: async (container) => {
        const { size } = await stat(input.path);
        const content = { size, open: () => createReadStream(input.path) };
        await container.putArchive(
          workspace,
          packArchive([{ path: input.name, mode: 0o755, content }]),
        );
      },
      after: async (container, ended) => {
        if (ended.exitCode !== 0 || output === undefined) return;
        const { content } = await container.getFile(`${workspace}/output`, {
          maxBytes: output.maxBytes,
        });
        await writeFileDurably(output.path, content, { mode: 0o755 });
      },
    },
  );
  return { result, printed };
}

/** Why a command of the image ended otherwise than by itself; undefined where it did. */
export function unusualEnd({
  startError,
  timedOut,
  oomKilled,
  signal,
}: ContainerResult): string | undefined {
  if (startError !== undefined) return startError;
  if (timedOut) return 'It was still running at the time-out, and was stopped.';
  if (oomKilled) return 'It was ended by the kernel: no memory left.';
  // The engine does not hear of every program that the kernel ends for memory.
  if (signal === 'SIGKILL')
    return 'It was ended by SIGKILL, most often because no memory was left.';
  return signal === undefined ? undefined : `It was ended by ${signal}.`;
}

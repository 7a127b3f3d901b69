import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { Writable } from 'node:stream';
import { StatixError, writeFileDurably, type ImageContract } from '@statix/contract';
import { packArchive, type ContainerResult, type Engine } from '@statix/engine';

export interface UpxContainer {
  readonly engine: Engine;
  readonly imageId: string;
  readonly contract: ImageContract;
  readonly signal: AbortSignal;
}

/** Two cores packing a large program with --best take minutes; this only bounds a hang. */
const LONGEST_RUN_MILLISECONDS = 60 * 60 * 1000;

/**
 * Runs `upx <arguments>` in the image over one file, and brings back the file it made, if one is
 * asked for. In a container, because UPX parses the file: it is trusted with nothing else. The
 * container has no UPX variable in its environment, which would inject options.
 *
 * @param input path on this machine, called `input` there
 * @param output where to put what UPX wrote as `output`; a file longer than `maxBytes` is refused
 * @throws StatixError STATIX_UPX_FAILED with UPX's own last lines
 */
export async function runUpx(
  { engine, imageId, contract, signal }: UpxContainer,
  upxArguments: readonly string[],
  input: string,
  output?: { path: string; maxBytes: number },
): Promise<void> {
  const { workspace } = contract.paths;
  let printed = '';
  const keep = (chunk: Buffer) => {
    printed = (printed + chunk.toString('utf8')).slice(-64 * 1024);
  };
  const { result } = await engine.runContainer(
    {
      image: imageId,
      command: ['upx', ...upxArguments],
      environment: {},
      workingDirectory: workspace,
      user: '65534:65534',
      purpose: 'upx',
      network: 'none',
      limits: { pids: 64 },
    },
    { stdout: keep, stderr: keep, signal, timeoutMilliseconds: LONGEST_RUN_MILLISECONDS },
    {
      before: async (container) => {
        const { size } = await stat(input);
        const content = { size, open: () => createReadStream(input) };
        await container.putArchive(
          workspace,
          packArchive([{ path: 'input', mode: 0o755, content }]),
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
  if (result.exitCode === 0 && !result.timedOut) return;
  throw new StatixError({
    code: 'STATIX_UPX_FAILED',
    what: `upx ${upxArguments.join(' ')} failed for ${input} (exit code ${result.exitCode})`,
    why: result.startError ?? explainEnd(result),
    excerpt: printed.trim().split('\n').slice(-15),
    remedies: ['Leave this binary unpacked, or try another `level`.'],
  });
}

function explainEnd({ oomKilled, signal }: ContainerResult): string {
  if (oomKilled) return 'It was ended by the kernel: no memory left.';
  // The engine does not hear of every program that the kernel ends for memory.
  if (signal === 'SIGKILL')
    return 'It was ended by SIGKILL, most often because no memory was left.';
  return signal === undefined ? 'UPX says:' : `It was ended by ${signal}.`;
}

/** sha256 of a file, streamed. */
export async function digestFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(
    createReadStream(path),
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        done();
      },
    }),
  );
  return hash.digest('hex');
}

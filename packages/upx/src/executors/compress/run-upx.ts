import { StatixError } from '@statix/contract';
import type { ContainerResult } from '@statix/engine';
import { runInImage, unusualEnd, type ImageTools } from '../../run-in-image.js';

interface UpxRun {
  readonly result: ContainerResult;
  readonly printed: string;
}

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
  tools: ImageTools,
  upxArguments: readonly string[],
  input: string,
  output?: { path: string; maxBytes: number },
): Promise<void> {
  const run = await upxOver(tools, upxArguments, input, output);
  if (run.result.exitCode !== 0 || run.result.timedOut) throw failed(upxArguments, input, run);
}

/**
 * As {@link runUpx}, for packing.
 *
 * @returns false if UPX says that it cannot make the file smaller
 */
export async function packWithUpx(
  tools: ImageTools,
  upxArguments: readonly string[],
  input: string,
  output: { path: string; maxBytes: number },
): Promise<boolean> {
  const run = await upxOver(tools, upxArguments, input, output);
  if (run.result.exitCode === 0 && !run.result.timedOut) return true;
  if (unusualEnd(run.result) === undefined && saysNotSmaller(run.printed)) return false;
  throw failed(upxArguments, input, run);
}

function upxOver(
  tools: ImageTools,
  upxArguments: readonly string[],
  path: string,
  output: { path: string; maxBytes: number } | undefined,
): Promise<UpxRun> {
  return runInImage(tools, {
    command: ['upx', ...upxArguments],
    purpose: 'upx',
    input: { path, name: 'input' },
    output,
  });
}

/** UPX 4.2 of a file that would become larger (src/except.h), and of one too short to have room for its stub. */
function saysNotSmaller(printed: string): boolean {
  return /NotCompressibleException|CantPackException: file is too small/.test(printed);
}

function failed(
  upxArguments: readonly string[],
  input: string,
  { result, printed }: UpxRun,
): StatixError {
  return new StatixError({
    code: 'STATIX_UPX_FAILED',
    what: `upx ${upxArguments.join(' ')} failed for ${input} (exit code ${result.exitCode})`,
    why: unusualEnd(result) ?? 'UPX says:',
    excerpt: printed.trim().split('\n').slice(-15),
    remedies: [
      'Leave this binary unpacked, or try another `level`.',
      {
        text: 'For one run, deliver the originals:',
        snippet: 'export STATIX_COMPRESS=0',
      },
    ],
  });
}

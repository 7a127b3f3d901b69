import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import {
  currentOwner,
  ownerLabels,
  packArchive,
  randomRun,
  SCRATCH_PURPOSE,
  type ContainerResult,
  type Engine,
} from '@statix/engine';
import { bareSpec, type RunPlan } from '@statix/proof';

/** The files of this machine that lie in the container, and nothing else does. */
export interface Probed {
  readonly probe: string;
  readonly original: string;
  readonly packed: string;
  /** Of the original, bytes. */
  readonly size: number;
}

/** Runs the probe with its arguments. */
export type RunProbe = (
  command: readonly string[],
  timeoutMilliseconds: number,
) => Promise<ProbeRun>;

export interface ProbeRun {
  readonly result: ContainerResult;
  readonly stdout: string;
}

const MEBIBYTE = 1024 * 1024;
const MOST_OUTPUT = 64 * 1024;

/**
 * Makes an image of the probe, the original and the packed program, for as long as `use` runs the probe
 * in containers of it. They are as those in which programs are proven: without a network, rights or
 * anything to write to but what the run has been given.
 */
export async function withProbeImage<T>(
  engine: Engine,
  files: Probed,
  plan: RunPlan,
  signal: AbortSignal,
  use: (run: RunProbe) => Promise<T>,
): Promise<T> {
  const entries = await Promise.all(
    (['probe', 'original', 'packed'] as const).map(async (path) => ({
      path,
      mode: 0o755,
      content: {
        size: (await stat(files[path])).size,
        open: () => createReadStream(files[path]),
      },
    })),
  );
  const labels = ownerLabels(await currentOwner(process.env), SCRATCH_PURPOSE, randomRun());
  const image = await engine.importImage(packArchive(entries), {
    command: ['/probe'],
    labels,
    signal,
  });
  try {
    return await use((command, timeoutMilliseconds) =>
      runProbe(engine, image, { command, timeoutMilliseconds, files, plan, signal }),
    );
  } finally {
    // Not the error to report, if there is one already; the next start reaps what stays.
    await engine.removeImage(image).catch(() => undefined);
  }
}

async function runProbe(
  engine: Engine,
  image: string,
  {
    command,
    timeoutMilliseconds,
    files,
    plan,
    signal,
  }: {
    command: readonly string[];
    timeoutMilliseconds: number;
    files: Probed;
    plan: RunPlan;
    signal: AbortSignal;
  },
): Promise<ProbeRun> {
  let stdout = '';
  const { result } = await engine.runContainer(
    {
      ...bareSpec(image, {
        environment: { ...plan.environment },
        tmpfs: [...plan.tmpfs],
        // The probe itself, beside what the program may have.
        pids: plan.pids + 1,
        memoryBytes: plan.memoryBytes + 2 * files.size + 16 * MEBIBYTE,
      }),
      command: ['/probe', ...command],
      init: true,
    },
    {
      stdout: (chunk) => {
        stdout = (stdout + chunk.toString('latin1')).slice(0, MOST_OUTPUT);
      },
      signal,
      timeoutMilliseconds,
    },
  );
  return { result, stdout };
}

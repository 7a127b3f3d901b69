import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { readAtMost, StatixError } from '@statix/contract';
import { mapRuns, type ProofPlan, type RunPlan } from '../expectations/run-plan.js';

/** Of one file, and of all files of one run together: they are put into an image for each run. */
const MOST_FILE_BYTES = 8 * 1024 ** 2;
const MOST_RUN_BYTES = 32 * 1024 ** 2;

/**
 * The plan with the content of the workspace's files in it. Nx has hashed them, and tells a task nothing of that:
 * one that changed since the run of Nx began is refused, or a proof with it would be stored under the hash of what
 * was there before.
 *
 * @param since when the run of Nx began, milliseconds since the epoch; undefined: nothing is refused for that
 * @throws StatixError STATIX_RUN_FILE_UNREADABLE, STATIX_RUN_FILE_TOO_LONG, STATIX_INPUT_CHANGED
 */
export async function withRunFiles<Plan extends Pick<ProofPlan, 'runs' | 'perBinary'>>(
  plan: Plan,
  workspaceRoot: string,
  since?: number,
): Promise<Plan> {
  const all = [plan.runs, ...plan.perBinary.values()].flat();
  const contents = new Map<string, Buffer>();
  for (const { content } of all.flatMap(({ files }) => files)) {
    if (Buffer.isBuffer(content) || contents.has(content.file)) continue;
    contents.set(content.file, await readWorkspaceFile(workspaceRoot, content.file, since));
  }
  return mapRuns(plan, (run) => withContents(run, contents));
}

function withContents(run: RunPlan, contents: ReadonlyMap<string, Buffer>): RunPlan {
  const files = run.files.map(({ path, content }) => ({
    path,
    content: Buffer.isBuffer(content) ? content : (contents.get(content.file) ?? content),
  }));
  const bytes = files.reduce((sum, { content }) => {
    return sum + (Buffer.isBuffer(content) ? content.byteLength : 0);
  }, 0);
  if (bytes > MOST_RUN_BYTES) {
    throw tooLong(`The files of the run '${run.name}' have ${bytes} bytes`, MOST_RUN_BYTES);
  }
  return { ...run, files };
}

/** A regular file, no link and none on the way to it: Nx hashes what a link says and not what it leads to. */
async function readWorkspaceFile(
  workspaceRoot: string,
  path: string,
  since: number | undefined,
): Promise<Buffer> {
  const root = await realpath(workspaceRoot);
  const absolute = join(root, path);
  try {
    const real = relative(root, await realpath(absolute));
    if (real.split(sep).join('/') !== path) throw new Error('there is a link on the way to it');
    // O_NONBLOCK, because opening a FIFO waits for a writer without it.
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
    const file = await open(absolute, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const before = await file.stat();
      if (!before.isFile()) throw new Error('it is no regular file');
      if (before.size > MOST_FILE_BYTES) {
        throw tooLong(`${path} has ${before.size} bytes`, MOST_FILE_BYTES);
      }
      // One more, so that a file that has grown is seen.
      const content = await readAtMost(file, before.size + 1);
      const after = await file.stat();
      const isSame = after.size === content.byteLength && after.ctimeMs === before.ctimeMs;
      if (!isSame || (since !== undefined && after.ctimeMs > since)) throw changed(path);
      return content;
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof StatixError) throw cause;
    throw unreadable(path, cause);
  }
}

function tooLong(what: string, most: number): StatixError {
  return new StatixError({
    code: 'STATIX_RUN_FILE_TOO_LONG',
    what: `${what}; at most ${most} are put into the container of a run`,
    remedies: ['Give the run less in the option `files`.'],
  });
}

function changed(path: string): StatixError {
  return new StatixError({
    code: 'STATIX_INPUT_CHANGED',
    what: `${path} was changed while it was read, or after this run of Nx began`,
    why: 'Nx may have hashed it before the change. The result would be stored under the hash of another file.',
    remedies: ['Run again.'],
  });
}

function unreadable(path: string, cause: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_RUN_FILE_UNREADABLE',
    what: `${path}, which the option \`files\` names, cannot be read`,
    why: cause instanceof Error ? cause.message : String(cause),
    remedies: ['Name a regular file, relative to the workspace root.'],
    cause,
  });
}

import { open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage, isStatixError, StatixError } from '@statix/contract';
import { makeStateFolder } from '@statix/engine';
import type { LogName } from '../output/build-log.js';
import { redactor, type Redaction } from './redact.js';
import { reportFolder, reportPath } from './report-folder.js';
import { reportFacts, type ReportedFailure } from './report-facts.js';

/** As much of the beginning and of the end of a log as a report holds, in bytes. */
const HEAD_BYTES = 128 * 1024;
const TAIL_BYTES = 512 * 1024;

/** A longer text in a report's facts is cut; lists have their own limit. */
const LONGEST_FACT = 1000;

/** A longer line is cut. */
const LONGEST_LINE = 8 * 1024;

/** What a run leaves for a report while it goes on. */
export interface RunTrace {
  /** Files with what cargo printed, in the order of the jobs. */
  readonly logs: string[];
  /** Secrets that it was given. */
  readonly hidden: Set<string>;
}

export interface FailedTask extends LogName, Omit<ReportedFailure, 'error' | 'log'> {
  readonly trace: RunTrace;
  readonly report: (line: string) => void;
}

/**
 * Writes what an issue about a failed run needs into a folder `report` of the state directory, in the place of
 * the run before, and names it in the error. It is no output of the task: Nx caches nothing of it.
 *
 * A report that cannot be written changes nothing of the error; why is said.
 */
export async function withReport(error: unknown, task: FailedTask): Promise<unknown> {
  if (!isStatixError(error) || verdicts.has(error.code)) return error;
  try {
    const folder = await writeReport(error, task, process.env);
    const { code, what, why, excerpt, remedies, cause } = error;
    return new StatixError({
      ...{ code, what, excerpt, cause },
      ...(why === undefined ? {} : { why }),
      remedies: [
        ...remedies,
        {
          text: 'For an issue, without secrets as far as they are known (look before you send it):',
          snippet: folder,
        },
      ],
    });
  } catch (fault) {
    task.report(`There is no report for an issue: ${errorMessage(fault)}`);
    return error;
  }
}

/** What a person asked for and got: no fault of a build. */
const verdicts: ReadonlySet<string> = new Set([
  'STATIX_TESTS_FAILED',
  'STATIX_CHECK_FAILED',
  'STATIX_NOT_REPRODUCIBLE',
  'STATIX_REBUILD_OF_OTHER',
]);

async function writeReport(
  error: StatixError,
  task: FailedTask,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const redaction: Redaction = {
    env,
    secrets: [...task.trace.hidden, ...Object.values(task.plan.options.environment)],
    folders: { [task.workspaceRoot]: '<workspace>' },
  };
  const logPath = task.trace.logs.at(-1);
  const log = logPath === undefined ? '' : await bothEnds(logPath);
  const clean = redactor(redaction);
  const cleanLog = log
    .split('\n')
    .map((line) => clean(line).slice(0, LONGEST_LINE))
    .join('\n');
  // Before a text is cut or written as JSON: of a secret that is cut or escaped nothing would be found.
  const facts = JSON.stringify(
    reportFacts({ ...task, error, log }),
    (_key, value: unknown) =>
      typeof value === 'string' ? shortened(cleaned(value, redaction)) : value,
    2,
  );
  await rm(reportFolder(task, env), { recursive: true, force: true });
  const folder = await makeStateFolder(env, ...reportPath(task));
  const write = (file: string, content: string): Promise<void> =>
    writeFile(join(folder, file), content, { mode: 0o600 });
  await write('report.json', `${facts}\n`);
  await write('log.txt', cleanLog);
  return folder;
}

function cleaned(text: string, redaction: Redaction): string {
  return text.split('\n').map(redactor(redaction)).join('\n');
}

function shortened(text: string): string {
  return text.length > LONGEST_FACT ? `${text.slice(0, LONGEST_FACT)} …` : text;
}

/** Whole lines of the beginning and the end of a file. */
async function bothEnds(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const read = async (from: number, length: number): Promise<string> => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
      return buffer.subarray(0, bytesRead).toString('utf8');
    };
    if (size <= HEAD_BYTES + TAIL_BYTES) return await read(0, size);
    const head = await read(0, HEAD_BYTES);
    const tail = await read(size - TAIL_BYTES, TAIL_BYTES);
    const missing = size - HEAD_BYTES - TAIL_BYTES;
    return `${head.slice(0, head.lastIndexOf('\n') + 1)}\n[about ${missing} bytes were left out here by Statix]\n${tail.slice(tail.indexOf('\n'))}`;
  } finally {
    await file.close();
  }
}

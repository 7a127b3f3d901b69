import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { isStatixError, renderError } from '@statix/contract';
import { withInput, type Input } from '../../inputs/open-input.js';

/** Of processor time that one may take, in microseconds. */
const MOST_PROCESSOR_TIME = 1_000_000;

/** Nothing that waits for itself comes to an end; the machine may be busy besides. */
const MOST_MILLISECONDS = 60_000;

/** Most characters of what is printed of an archive that is refused, whatever is in it. */
const MOST_PRINTED = 8192;

/** Steers a terminal, or makes text look like other text. */
const STEERING = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

export interface Judged {
  /** `programs`, a code of refusal, or `other`: by its first bytes no archive, and verified as a program. */
  readonly outcome: string;
  readonly programs: readonly string[];
}

/** A folder for one archive and its copies. */
export interface JudgeFolder {
  readonly path: string;
  /** Where copies are made. */
  readonly temporary: string;
}

/** @param path of an empty folder */
export function judgeFolder(path: string): JudgeFolder {
  const temporary = join(path, 'a/b/c/temporary');
  mkdirSync(temporary, { recursive: true });
  return { path, temporary };
}

/**
 * Opens an archive as the command does: its programs are told, or it is refused by code.
 *
 * @throws Error that says what is wrong with how it is read
 */
export async function judgeArchive(
  name: string,
  bytes: Buffer,
  { path: folder, temporary }: JudgeFolder,
): Promise<Judged> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const before = filesIn(folder);
  const listeners = process.listenerCount('exit');
  const began = process.cpuUsage();
  const judged = await ended(outcomeOf(name, path, temporary));
  const { user, system } = process.cpuUsage(began);
  if (user + system > MOST_PROCESSOR_TIME)
    throw new Error(`it took ${Math.round((user + system) / 1000)} ms of processor time`);
  const left = readdirSync(temporary);
  if (left.length > 0) throw new Error(`${left.join()} is left in the temporary folder`);
  const after = filesIn(folder);
  if (after !== before) throw new Error(`files were written: ${after}`);
  if (process.listenerCount('exit') !== listeners) throw new Error('it leaves a listener');
  return judged;
}

function filesIn(folder: string): string {
  return readdirSync(folder, { recursive: true }).map(String).sort().join('\n');
}

async function ended<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error('it does not end'));
    }, MOST_MILLISECONDS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function outcomeOf(name: string, path: string, temporary: string): Promise<Judged> {
  const { signal } = new AbortController();
  try {
    return await withInput(
      { name, path },
      signal,
      (input) => Promise.resolve(judgeInput(input, temporary)),
      temporary,
    );
  } catch (error) {
    if (!isStatixError(error) || !error.code.startsWith('STATIX_ARCHIVE_')) throw error;
    const printed = renderError(error);
    if (printed.length > MOST_PRINTED)
      throw new Error(`${printed.length} characters are printed of it`, { cause: error });
    if (STEERING.test(printed))
      throw new Error('characters that steer a terminal are printed of it', { cause: error });
    return { outcome: error.code, programs: [] };
  }
}

function judgeInput(input: Input, temporary: string): Judged {
  const programs = input.programs.map(({ name }) => name);
  if (input.archive === undefined) return { outcome: 'other', programs };
  if (programs.length === 0) throw new Error('it is taken, and there is no program in it');
  if (new Set(programs).size < programs.length) throw new Error('two programs have one name');
  for (const one of [...input.programs, ...input.passedOver]) requireInside(one.name, input.name);
  const [place, ...others] = readdirSync(temporary);
  if (place === undefined || others.length > 0) throw new Error('copies are in several folders');
  for (const { name, path } of input.programs) {
    const stat = lstatSync(path);
    const isOurs = dirname(path) === join(temporary, place);
    if (!isOurs || !stat.isFile() || stat.nlink !== 1 || (stat.mode & 0o7777) !== 0o600)
      throw new Error(`the copy of ${name} is ${path}`);
    if (!isElf(path)) throw new Error(`${name} is no program`);
  }
  return { outcome: 'programs', programs };
}

/** Each of the archives in one another has its own part, behind a `!`. */
function requireInside(name: string, archive: string): void {
  const inside = name.startsWith(`${archive}!`) ? name.slice(archive.length + 1) : '/';
  const leadsOut = inside.startsWith('/') || inside.split(/[/!\\]/).includes('..');
  if (leadsOut || STEERING.test(name))
    throw new Error(`${JSON.stringify(name)} leads out of the archive`);
}

function isElf(path: string): boolean {
  const head = Buffer.alloc(4);
  const file = openSync(path, 'r');
  try {
    readSync(file, head);
  } finally {
    closeSync(file);
  }
  return head.toString('latin1') === '\x7fELF';
}

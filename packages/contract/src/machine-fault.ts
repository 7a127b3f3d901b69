import { lstatSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode, errorMessage } from './error-code.js';
import { isStatixError, StatixError, type Remedy } from './statix-error.js';

interface Fault {
  readonly code: `STATIX_${string}`;
  /** Completes "…: no space left". */
  readonly what: string;
  readonly why: string;
  readonly remedies: (path: string) => readonly (Remedy | string)[];
}

const diskFull: Fault = {
  code: 'STATIX_DISK_FULL',
  what: 'No space left to write',
  why: 'The file system is full or a quota is used up. What was there before is unchanged.',
  remedies: (path) => [
    { text: 'See what the file system holds:', snippet: `df -h ${nearest(path)}` },
    { text: 'Free space in Nx’s cache:', snippet: 'npx nx reset --only-cache' },
  ],
};

const noAccess: Fault = {
  code: 'STATIX_MACHINE_NO_ACCESS',
  what: 'This user may not use',
  why: 'The file or a folder above it belongs to somebody else, or its permissions forbid it.',
  remedies: (path) => [
    { text: 'See whose it is:', snippet: `ls -ld ${nearest(path)}` },
    {
      text: 'If an earlier command ran with sudo, take it back:',
      snippet: `sudo chown -R "$(id -u):$(id -g)" ${nearest(path)}`,
    },
  ],
};

const notAFolder: Fault = {
  code: 'STATIX_MACHINE_NOT_A_FOLDER',
  what: 'There is a file where a folder is needed:',
  why: 'Something else has put a file, or a link that leads nowhere, in its place.',
  remedies: (path) => [
    { text: 'Move it away:', snippet: `mv ${nearest(path)} ${nearest(path)}.away` },
  ],
};

const isAFolder: Fault = {
  code: 'STATIX_MACHINE_NOT_A_FILE',
  what: 'There is a folder where a file is needed:',
  why: 'Something else has put a folder in its place.',
  remedies: (path) => [{ text: 'Move it away:', snippet: `mv ${path} ${path}.away` }],
};

const readOnly: Fault = {
  code: 'STATIX_MACHINE_READ_ONLY',
  what: 'The file system is read-only, which has to take',
  why: 'It was mounted so, or the kernel made it so after an error of the disk.',
  remedies: (path) => [
    { text: 'See how it is mounted:', snippet: `findmnt --target ${nearest(path)}` },
  ],
};

const tooManyFiles: Fault = {
  code: 'STATIX_MACHINE_TOO_MANY_FILES',
  what: 'No more files can be opened; the next would have been',
  why: 'This user or the machine has as many open as it may.',
  remedies: () => [{ text: 'Allow more in this shell:', snippet: 'ulimit -n 65536' }],
};

const diskFault: Fault = {
  code: 'STATIX_MACHINE_DISK_FAULT',
  what: 'The machine cannot read or write',
  why: 'The disk or the network that the file is on failed.',
  remedies: () => [{ text: 'See what the kernel says:', snippet: 'sudo dmesg | tail -n 20' }],
};

const tooLittleMemory: Fault = {
  code: 'STATIX_MACHINE_NO_MEMORY',
  what: 'The machine has no memory or no process left for',
  why: 'Other programs use it up, or a limit of this user is reached.',
  remedies: () => [{ text: 'See what is used, and by what:', snippet: 'free -h; ulimit -a' }],
};

/** By the code of Node's system errors (Node documentation, "Common system errors"; errno(3)). */
const faults: Readonly<Record<string, Fault>> = {
  ENOSPC: diskFull,
  EDQUOT: diskFull,
  EACCES: noAccess,
  EPERM: noAccess,
  ENOTDIR: notAFolder,
  EEXIST: notAFolder,
  EISDIR: isAFolder,
  EROFS: readOnly,
  EMFILE: tooManyFiles,
  ENFILE: tooManyFiles,
  EIO: diskFault,
  ESTALE: diskFault,
  ENOMEM: tooLittleMemory,
  EAGAIN: tooLittleMemory,
};

/**
 * What a system error of Node's says of this machine: a full disk, a folder that may not be written.
 * No defect of ours, and somebody can do something about it.
 *
 * @param error of a file or a process; its causes are looked at as well
 * @param path what it is about, where the error's own path is of no use: a temporary file
 * @returns undefined for any other error; a StatixError as it is
 */
export function machineFault(error: unknown, path?: string): StatixError | undefined {
  let cause = error;
  for (let depth = 0; depth < 8 && typeof cause === 'object' && cause !== null; depth += 1) {
    if (isStatixError(cause)) return depth === 0 ? cause : undefined;
    const fault = faults[errorCode(cause) ?? ''];
    const about = path ?? pathOf(cause);
    // Without a path it is of a socket, or thrown by something else than the system.
    if (fault !== undefined && about !== undefined) return render(fault, about, cause, error);
    cause = 'cause' in cause ? cause.cause : undefined;
  }
  return undefined;
}

/** That there is no space left to write a file. What was there before is unchanged. */
export function fullDisk(path: string, cause?: unknown): StatixError {
  return new StatixError({
    code: diskFull.code,
    what: `${diskFull.what} ${path}`,
    why: diskFull.why,
    remedies: diskFull.remedies(path),
    cause,
  });
}

function render(fault: Fault, path: string, system: unknown, cause: unknown): StatixError {
  const subject = fault === notAFolder ? nearest(path) : path;
  return new StatixError({
    code: fault.code,
    what: `${fault.what} ${subject}`,
    why: `${fault.why} The system says: ${errorMessage(system)}`,
    remedies: fault.remedies(path),
    cause,
  });
}

function pathOf(error: object): string | undefined {
  if (!('syscall' in error)) return undefined;
  if ('path' in error && typeof error.path === 'string') return error.path;
  // `write` and `read` of an open file say no path.
  return error.syscall === 'write' || error.syscall === 'read' ? 'a file' : undefined;
}

/** The path, or the nearest folder or file above it that there is. */
function nearest(path: string): string {
  for (let current = path; ; current = dirname(current)) {
    if (isThere(current)) return current;
    if (current === dirname(current)) return path;
  }
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // Below a file, or in a folder that may not be looked into.
    return false;
  }
}

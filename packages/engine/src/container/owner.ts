import { createHash } from 'node:crypto';
import { readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { installationId } from '../state/installation-id.js';
import { processStart } from '../state/process-start.js';

/** The process that a container belongs to, as its labels say it. */
export interface Owner {
  /** Where `pid` means something: this user's Statix on this host in this process namespace. */
  readonly host: string;
  readonly pid: number;
  /** Tells the process from a later one with the same number. */
  readonly pidStarted: string;
}

/** `pidStarted` where the system does not tell: such an owner is never taken for dead. */
export const UNKNOWN_START = 'unknown';

/**
 * This process as an owner.
 *
 * @throws StatixError STATIX_STATE_UNWRITABLE
 */
export async function currentOwner(env: NodeJS.ProcessEnv): Promise<Owner> {
  return {
    host: await hostIdentity(env),
    pid: process.pid,
    pidStarted: (await processStart(process.pid)) ?? UNKNOWN_START,
  };
}

/**
 * 32 hex digits. The state directory alone is not enough: a home on NFS is shared by machines, and
 * jobs of a CI service can share one with each job in a process namespace of its own.
 */
async function hostIdentity(env: NodeJS.ProcessEnv): Promise<string> {
  const parts = [await installationId(env), hostname(), await processNamespace()];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}

async function processNamespace(): Promise<string> {
  try {
    return await readlink('/proc/self/ns/pid');
  } catch {
    return 'the only one'; // macOS
  }
}

import { readFile } from 'node:fs/promises';
import { errorCode } from '@statix/contract';

/**
 * When a process started, in a form that only serves to be compared; undefined if there is no such
 * process or it is a zombie. Process numbers are used again, pairs of number and start are not.
 */
export async function processStart(pid: number): Promise<string | undefined> {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

async function fromProc(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    // proc(5): the second field is the program's name in parentheses and may hold anything, so
    // count from its end. Field 3 is the state, field 22 the start in clock ticks since boot.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, ticks] = [fields[0], fields[19]];
    if (state === 'Z' || state === 'X' || ticks === undefined) return undefined;
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    return `${boot.trim()}/${ticks}`;
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}

async function fromPs(pid: number): Promise<string | undefined> {
  const { execa } = await import('execa');
  const { exitCode, stdout, cause } = await execa('ps', ['-o', 'lstart=', '-p', String(pid)], {
    reject: false,
  });
  // It exits with 1 if there is no such process; anything else is no answer.
  if (exitCode !== 0 && exitCode !== 1) throw new Error('ps failed', { cause });
  return stdout.trim() === '' ? undefined : stdout.trim();
}

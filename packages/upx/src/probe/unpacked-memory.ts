import type { Check } from '@statix/contract';
import { newCheck } from '@statix/elf';
import { unusualEnd } from '../run-in-image.js';
import type { ProbeRun, RunProbe } from './probe-image.js';

export const MEMORY_CHECK_ID = 'upx-memory';

/** Unpacking takes UPX's stub less than a second for 100 MB; the machine may be busy. */
const LONGEST_MILLISECONDS = 120_000;

const SAME_LINE = /^same: (\d{1,4}) segments, (\d{1,12}) bytes, ([01]) variables of the stub$/;

const VARIABLE_OF_STUB =
  'UPX adds an environment variable, whose name is three spaces, with the path of the file';

/** What `container/probe.c` ends with. */
const SAME = 0;
const DIFFERS = 1;
const REFUSED = 3;

/**
 * Runs the packed program up to the first instruction of its original, and has the memory compared with the
 * file of the original: `upx -d` shows what UPX's own unpacker makes of the file, and says nothing of
 * the stub, which is what unpacks where the program is used.
 */
export async function unpackedMemory(run: RunProbe, args: readonly string[]): Promise<Check> {
  return memoryCheck(await run(['memory', '/original', '/packed', ...args], LONGEST_MILLISECONDS));
}

/** What follows from what the probe has printed. */
export function memoryCheck({ result, stdout }: ProbeRun): Check {
  const lines = stdout.split('\n').filter((line) => line !== '');
  const same = SAME_LINE.exec(lines.at(-1) ?? '');
  if (result.exitCode === SAME && unusualEnd(result) === undefined && same !== null) {
    return newCheck(
      MEMORY_CHECK_ID,
      'pass',
      'Where the original begins, the packed program has it in memory: bytes and access of every segment',
      [
        `${same[1]} segments, ${same[2]} bytes; arguments, environment, and of the auxiliary vector what is about the program`,
        ...(same[3] === '1' ? [VARIABLE_OF_STUB] : []),
      ],
    );
  }
  if (result.exitCode === REFUSED) {
    return newCheck(
      MEMORY_CHECK_ID,
      'not-provable',
      'The engine does not let a program be watched while it starts (ptrace)',
      lines.slice(-1),
    );
  }
  const said = lines.filter((line) => line.startsWith('differs: ')).slice(0, 20);
  const end =
    result.exitCode === DIFFERS ? [] : [unusualEnd(result) ?? `exit code ${result.exitCode}`];
  return newCheck(
    MEMORY_CHECK_ID,
    'fail',
    'The packed program does not unpack to its original in memory',
    [...said.map((line) => line.slice('differs: '.length)), ...end],
  );
}

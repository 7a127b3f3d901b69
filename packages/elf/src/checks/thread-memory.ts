import type { Check } from '@statix/contract';
import { describeSegment, hex, plural } from '../describe.js';
import type { ElfFile, ProgramHeader } from '../elf-file.js';
import { PT } from '../elf-names.js';
import { newCheck } from './new-check.js';

/** musl's DEFAULT_STACK_SIZE and DEFAULT_STACK_MAX (src/internal/pthread_impl.h). */
const MUSL_STACK = 131_072n;
const MUSL_LARGEST_STACK = 8n * 1024n ** 2n;

/**
 * How much memory threads get by what the file says. It asserts nothing: what a program needs shows in no header.
 *
 * Linux reads no size of the main thread's stack from a file: that is RLIMIT_STACK of who starts the program.
 * musl takes the memory size of PT_GNU_STACK for threads that ask for no size, if it is above its own
 * (src/env/__init_tls.c). PT_TLS is laid out anew for each thread.
 */
export function threadMemory({ programHeaders }: ElfFile): Check {
  const stack = programHeaders.find(({ type }) => type === PT.GNU_STACK);
  const tls = programHeaders.find(({ type }) => type === PT.TLS);
  const threads = muslStack(stack?.memorySize ?? 0n);
  const local = tls?.memorySize ?? 0n;
  const summary = `For information: with musl, threads that ask for no size get ${kibibytes(threads)} of stack; each has ${plural(local, 'byte')} of thread-local data`;
  return newCheck('thread-memory', 'not-applicable', summary, [
    'main thread: the stack limit of who starts the program (RLIMIT_STACK); no header says it',
    ...stackEvidence(stack),
    tls === undefined ? 'no PT_TLS' : `${describeSegment(tls)}, alignment ${hex(tls.alignment)}`,
  ]);
}

function muslStack(asked: bigint): bigint {
  if (asked <= MUSL_STACK) return MUSL_STACK;
  return asked < MUSL_LARGEST_STACK ? asked : MUSL_LARGEST_STACK;
}

function stackEvidence(stack: ProgramHeader | undefined): string[] {
  if (stack === undefined) return ['no PT_GNU_STACK: musl’s own 128 KiB for threads'];
  const asked = stack.memorySize;
  const size = `${describeSegment(stack)}: memory size ${hex(asked)}`;
  if (asked === 0n) return [`${size}, so musl’s own 128 KiB for threads`];
  if (asked <= MUSL_STACK) return [`${size}, no more than musl’s own 128 KiB`];
  return [asked > MUSL_LARGEST_STACK ? `${size}, cut to musl’s most, 8 MiB` : size];
}

function kibibytes(bytes: bigint): string {
  return bytes % 1024n === 0n ? `${bytes / 1024n} KiB` : plural(bytes, 'byte');
}

import type { Check } from '@statix/contract';
import { describeSegment } from '../describe.js';
import type { ElfFile } from '../elf-file.js';
import { PF, PT } from '../elf-names.js';
import { newCheck } from './new-check.js';

/**
 * PT_GNU_STACK without PF_X. Without the header, Linux before 5.8 makes the stack and all readable
 * memory executable (arch/x86/include/asm/elf.h, elf_read_implies_exec).
 */
export function nonExecutableStack({ programHeaders }: ElfFile): Check {
  const segments = programHeaders.filter(({ type }) => type === PT.GNU_STACK);
  if (segments.length === 0) {
    return newCheck(
      'non-executable-stack',
      'fail',
      'Nothing says that the stack is not executable',
      [`none of ${programHeaders.length} program headers is PT_GNU_STACK`],
    );
  }
  const evidence = segments.map(describeSegment);
  return segments.every(({ flags }) => (flags & PF.X) === 0)
    ? newCheck('non-executable-stack', 'pass', 'The stack is not executable', evidence)
    : newCheck('non-executable-stack', 'fail', 'The stack is executable', evidence);
}

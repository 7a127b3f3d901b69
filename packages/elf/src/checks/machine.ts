import type { Check } from '@statix/contract';
import type { ElfFile } from '../elf-file.js';
import { machineName, X86_64, type Machine } from '../machines.js';
import { newCheck } from './new-check.js';

/** e_machine: the processor that the code is for. */
export function machine({ header }: ElfFile, expected: Machine = X86_64): Check {
  const name = machineName(header.machine);
  const isExpected = header.machine === expected.number;
  return newCheck('machine', isExpected ? 'pass' : 'fail', `The code is for ${name}`, [
    `0x12 e_machine ${header.machine} (${name})`,
  ]);
}
